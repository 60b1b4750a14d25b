/**
 * `ls src` is the architecture: a file imports from a lower floor or from its own room, never upwards, never sideways.
 * Types count too, for whoever reads a file has to follow them just the same.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { cycles, importGraph, type Sources, specifiers, withoutComments } from './support/imports.js';
import { tableAfter, textOf } from './support/snippets.js';

/** Ground first. The rooms of one floor do not know each other. A new folder of src needs a place here. */
const FLOORS = [
  ['basics'], //                                 what the language lacks: knows nothing of calls
  ['ground'], //                                 what every call needs
  ['backoff', 'predicates', 'telemetry'], //     ingredients: small pure things
  ['policies'], //                               behaviour
  ['http'], //                                   createClient takes a policy; no policy knows of a client
  ['face'], //                                   what users touch
  // side wings, subpaths of their own: nobody below needs them
  ['faults', 'testing', 'rest', 'undici'],
  ['cli'], //                                    `npx holdfast`: shows what the others do
];

/** Two rooms are a few folders, with files beside them. */
const PARTS: { readonly [room: string]: readonly string[] } = {
  // What only one of the files right in src needs, such as `clock.ts`, is in a folder of its name. All other such files count too.
  ground: ['attempt/', 'clock/', 'outcome/', 'scope/'],
  face: ['decorators/', 'explain/', 'configure/', 'index.ts'],
};

/**
 * The large rooms have floors of their own: their folders, ground first too. What lies right in such a room is what users
 * touch, and no folder of `policies` knows it; in `http` it is also what the folders all speak of.
 */
const WITHIN: { readonly [room: string]: readonly string[] } = {
  policies: ['history', 'safety', 'asking', 'decision', 'engine', 'reauthenticate', '.'],
  http: ['borders', 'instance', 'delivery', 'connections', 'sending'],
};

/** What may be touched in one place only. */
const DOORS = [
  // The transport over undici is an adapter of axios: its errors, headers and configs are axios' own.
  { to: 'axios', at: ['http/', 'undici/'], imports: ['axios', 'axios-retry'] },
  { to: 'undici', at: ['undici/'], imports: ['undici'] },
  {
    to: 'time and chance',
    at: ['clock.ts'],
    // The timers of others (`socket.setTimeout`) are theirs; `new Date(x)` reads no clock.
    mentions:
      /(?<![.\w])(?:globalThis\.)?set(?:Timeout|Interval)\b|\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bhrtime\b|\bAbortSignal\.timeout\b|\bMath\.random\b/,
    imports: ['node:timers', 'node:timers/promises', 'timers', 'timers/promises'],
  },
  { to: 'the ambient attempt', at: ['attempt.ts'], mentions: /\bAsyncLocalStorage\b/ },
];

function roomOf(file: string): string {
  const ofParts = Object.keys(PARTS).find((room) => PARTS[room]?.some((part) => file.startsWith(part)));
  return ofParts ?? (file.includes('/') ? (file.split('/')[0] as string) : 'ground');
}

const floorOf = (file: string): number => FLOORS.findIndex((rooms) => rooms.includes(roomOf(file)));

function homeless(sources: Sources): string[] {
  return Object.keys(sources).filter((file) => floorOf(file) < 0);
}

function trespasses(sources: Sources): string[] {
  return [...importGraph(sources)].flatMap(([file, targets]) =>
    targets
      .filter((to) => roomOf(to) !== roomOf(file) && floorOf(to) >= floorOf(file))
      .map((to) => `${file} imports ${floorOf(to) > floorOf(file) ? 'upwards' : 'sideways'} from ${to}`),
  );
}

/** The folder of its room that a file lies in; `.` for what lies right in the room. */
const folderOf = (file: string): string =>
  posix.dirname(posix.relative(roomOf(file), file)).split('/')[0] as string;
const levelOf = (file: string): number => WITHIN[roomOf(file)]?.indexOf(folderOf(file)) ?? -1;

/** Folders of the large rooms that have no floor. */
function unplaced(sources: Sources): string[] {
  return Object.keys(sources).filter(
    (file) => roomOf(file) in WITHIN && folderOf(file) !== '.' && levelOf(file) < 0,
  );
}

function climbs(sources: Sources): string[] {
  return [...importGraph(sources)].flatMap(([file, targets]) =>
    targets
      .filter((to) => roomOf(to) === roomOf(file) && levelOf(file) >= 0 && levelOf(to) > levelOf(file))
      .map((to) => `${file} imports upwards from ${to}`),
  );
}

function backDoors(sources: Sources): string[] {
  return Object.entries(sources).flatMap(([file, source]) =>
    DOORS.filter(({ at }) => !at.some((place) => file.startsWith(place))).flatMap((door) => {
      const imported = specifiers(source).filter((specifier) => door.imports?.includes(specifier));
      const mentioned = door.mentions?.exec(withoutComments(source))?.[0];
      return [...imported, ...(mentioned ? [mentioned] : [])].map(
        (what) => `${file} reaches for ${what}: the door to ${door.to} is ${door.at.join(', ')}`,
      );
    }),
  );
}

const walks = (sources: Sources): string[] => cycles(importGraph(sources)).map((walk) => walk.join(' -> '));

const root = new URL('../src/', import.meta.url);
const src: Sources = Object.fromEntries(
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [file, readFileSync(new URL(file, root), 'utf8')]),
);

test('every file has a floor', () => expect([...homeless(src), ...unplaced(src)]).toEqual([]));
test('no import runs upwards or sideways', () => expect(trespasses(src)).toEqual([]));
test('nor does one within a room that has floors of its own', () => expect(climbs(src)).toEqual([]));
test('no imports run in a circle', () => expect(walks(src)).toEqual([]));
test('time, chance, axios and the ambient attempt have one door each', () =>
  expect(backDoors(src)).toEqual([]));

/** What `docs/architecture.md` tells, for people. */
const page = textOf('docs/architecture.md');
const listed = (cell = ''): string[] => cell.split(', ').map((name) => name.trim());

test('the page about the architecture has these floors, and tells where their rooms are', () => {
  const rows = tableAfter(page, 'floors').reverse();
  expect(rows.map(([, rooms]) => listed(rooms))).toEqual(FLOORS);
  for (const [, rooms, where] of rows) {
    const folders = listed(rooms).flatMap((room) => PARTS[room] ?? [`${room}/`]);
    const others = rooms === 'ground' ? ['the other files of src'] : [];
    const told = [...folders.map((folder) => `src/${folder.replace(/\/$/, '')}`), ...others];
    expect(listed(where).sort()).toEqual(told.sort());
  }
});

test.each(Object.keys(WITHIN))('and these floors within %s', (room) =>
  expect(tableAfter(page, room).map(([folder]) => folder)).toEqual(
    WITHIN[room]?.map((folder) => posix.join('src', room, folder)).reverse(),
  ),
);

test('and these doors', () =>
  expect(tableAfter(page, 'doors').map(([to, at]) => [to, listed(at)])).toEqual(
    DOORS.map(({ to, at }) => [to, [...at]]),
  ));

// Each of these rules has to be able to fail.

test('an import upwards is found, however it is written', () => {
  const to = "'./policies/retry.js'";
  const ways = [
    `import { retry } from ${to};`,
    `import {\n  type Retry,\n  retry,\n} from ${to};`,
    `import type { Retry } from ${to};`,
    `import Retry, * as all from ${to};`,
    `import ${to};`,
    `export * from ${to};`,
    `export type { Retry } from ${to};`,
    `const retry = await import(${to});`,
    `let retry: import(${to}).Retry;`,
    `/* a comment */ import { /* another */ retry } from ${to}; // and one more`,
  ];
  for (const source of ways) {
    expect(trespasses({ 'clock.ts': source }), source).toEqual([
      'clock.ts imports upwards from policies/retry.ts',
    ]);
  }
  expect(trespasses({ 'policies/retry.ts': "import { now } from 'holdfast';" })).toEqual([
    'policies/retry.ts imports upwards from index.ts',
  ]);
});

test('an import out of the basics is found', () => {
  expect(trespasses({ 'basics/named.ts': "import { unexpected } from '../errors.js';" })).toEqual([
    'basics/named.ts imports upwards from errors.ts',
  ]);
});

test('an import sideways is found', () => {
  expect(trespasses({ 'backoff/linear.ts': "import { status } from '../predicates/status.js';" })).toEqual([
    'backoff/linear.ts imports sideways from predicates/status.ts',
  ]);
  expect(trespasses({ 'policies/retry.ts': "import { http } from '../http/client.js';" })).toEqual([
    'policies/retry.ts imports upwards from http/client.ts',
  ]);
});

test('an import upwards within a room is found', () => {
  const wire =
    "import { dispatch } from '../sending/dispatch.js'; import type { Transport } from '../transport.js';";
  expect(climbs({ 'http/delivery/wire.ts': wire })).toEqual([
    'http/delivery/wire.ts imports upwards from http/sending/dispatch.ts',
  ]);
  const engine =
    "import type { Recipe } from '../recipe.js'; import { sessionOf } from '../reauthenticate/session.js';";
  expect(climbs({ 'policies/engine/pipeline.ts': engine })).toEqual([
    'policies/engine/pipeline.ts imports upwards from policies/recipe.ts',
    'policies/engine/pipeline.ts imports upwards from policies/reauthenticate/session.ts',
  ]);
});

test('imports downwards and within a room are allowed', () => {
  expect(
    trespasses({
      'clock.ts': "import { Agenda } from './clock/agenda.js'; import { shared } from './basics/shared.js';",
      'clock/agenda.ts': "import { unexpected } from '../errors.js';",
      'backoff/linear.ts': "import { constant } from './constant.js'; import { now } from '../clock.js';",
      'http/client.ts': "import { RetryPolicy } from '../policies/retry.js'; import axios from 'axios';",
      'decorators/retry.ts': "import { overridden } from '../configure/overrides.js';",
      'index.ts': "export { Retry } from './decorators/retry.js';",
    }),
  ).toEqual([]);
});

test('a circle is found, types included', () => {
  const circle = {
    'a.ts': "import { b } from './b.js';",
    'b.ts': "export { c } from './c.js';",
    'c.ts': "import type { A } from './a.js';",
  };
  expect(walks(circle)).toEqual(['a.ts -> b.ts -> c.ts -> a.ts']);
  expect(walks({ ...circle, 'c.ts': "// import type { A } from './a.js';" })).toEqual([]);
});

test('a back door is found, but not in a comment', () => {
  const all = {
    'policies/retry.ts': "import type { AxiosError } from 'axios'; setTimeout(() => {}, Date.now());",
  };
  expect(backDoors(all)).toHaveLength(2);
  expect(backDoors({ 'http/agents.ts': "import axios from 'axios'; socket.setTimeout(5);" })).toEqual([]);
  expect(backDoors({ 'clock.ts': 'export const random = () => Math.random();' })).toEqual([]);
  expect(backDoors({ 'scope.ts': '/** Not setTimeout. */ // nor AsyncLocalStorage' })).toEqual([]);
  expect(backDoors({ 'scope.ts': 'export const scope = new AsyncLocalStorage();' })).toHaveLength(1);
});

test('comments are told from what only looks like one', () => {
  const kept = [
    '\'http://host\' + "/* no */"',
    '`//${x} /* no */`',
    String.raw`const quote = /['"\/]/g, b = '//'`,
    "text.replace(/[/*]/, '')",
    'half = a / 2 / b',
    "'it\\'s // here'",
  ];
  for (const source of kept) expect(withoutComments(source)).toBe(source);
  expect(withoutComments(`const url = 'a//b'; // gone 'too'\nx /* and\nthis */ y`)).toBe(
    "const url = 'a//b';  \nx   y",
  );
});

test('a folder without a place is found', () => {
  expect(homeless({ 'attic/box.ts': '' })).toEqual(['attic/box.ts']);
  expect(
    unplaced({ 'policies/attic/box.ts': '', 'policies/engine/deep/box.ts': '', 'http/box.ts': '' }),
  ).toEqual(['policies/attic/box.ts']);
});
