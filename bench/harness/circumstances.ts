import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { Group } from './group.js';

/** What a result was measured on and with: versions, processors. */
export function circumstancesOf({ contestants }: Group): string {
  const packages = new Set(contestants.flatMap((contestant) => contestant.packages ?? []));
  const processors = cpus();
  return [
    `Node ${process.versions.node}`,
    `${process.platform} ${process.arch}`,
    `${processors.length} × ${processors[0]?.model.trim() || 'unknown processor'}`,
    ...[...packages].sort().map((name) => `${name} ${versionOf(name)}`),
  ].join(', ');
}

function versionOf(name: string): string {
  const file = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
