import { drippingBody } from './measure/dripping-body.js';
import { inStep } from './measure/in-step.js';
import { layers } from './measure/layers.js';
import { missingField } from './measure/missing-field.js';
import { postTwice } from './measure/post-twice.js';
import type { Row } from './table.js';

/** What is measured, by the name of its place in the page. Nothing in a row depends on how fast the machine is. */
export const measurements: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  layers,
  'in-step': inStep,
  'post-twice': postTwice,
  'dripping-body': drippingBody,
  'missing-field': missingField,
};
