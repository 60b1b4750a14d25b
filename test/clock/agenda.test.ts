import { expect, test } from 'vitest';
import { Agenda, type Task } from '../../src/clock/agenda.js';

class Note implements Task {
  before: Task = this;
  after: Task = this;

  constructor(readonly write: () => void) {}

  due(): void {
    this.write();
  }
}

/** A system with one timer, which may fire early as those of Node do. */
function setUp() {
  let time = 0;
  let timer: { at: number; task: () => void } | undefined;
  let ending: (() => void)[] = [];
  const counts = { set: 0, cleared: 0 };
  const agenda = new Agenda({
    now: () => time,
    set(task, ms) {
      expect(timer).toBeUndefined();
      counts.set += 1;
      timer = { at: time + ms, task };
      return timer;
    },
    clear(cleared) {
      expect(cleared).toBe(timer);
      counts.cleared += 1;
      timer = undefined;
    },
    endOfTurn: (task) => void ending.push(task),
  });
  const written: string[] = [];
  const fire = (at: number): void => {
    const { task } = timer as { task: () => void };
    timer = undefined;
    time = at;
    task();
  };
  return {
    agenda,
    counts,
    written,
    note: (text: string, at: number): Task => {
      const task = new Note(() => written.push(`${text} at ${time}`));
      agenda.add(task, at);
      return task;
    },
    fire,
    /** How many wait for the end of the turn. */
    get ending() {
      return ending.length;
    },
    get timerAt() {
      return timer?.at;
    },
    advance(to: number): void {
      while (timer !== undefined && timer.at <= to) fire(timer.at);
      time = to;
    },
    endTurn(): void {
      const tasks = ending;
      ending = [];
      for (const task of tasks) task();
    },
  };
}

test('tasks run when they are due, in the order of their times', () => {
  const { note, written, advance } = setUp();
  for (const at of [30, 10, 20, 10]) note(`${at}`, at);
  advance(9);
  expect(written).toEqual([]);
  advance(25);
  expect(written).toEqual(['10 at 10', '10 at 10', '20 at 20']);
  advance(1_000);
  expect(written.at(-1)).toBe('30 at 30');
});

test('of the same time, in the order in which they were added', () => {
  const { note, written, advance } = setUp();
  const names = Array.from({ length: 20 }, (_, i) => `${i}`);
  names.forEach((name, i) => {
    note(name, 10);
    note('sooner', i % 7);
    note('later', 20 - (i % 7));
  });
  advance(12);
  expect(written.filter((line) => line.endsWith(' at 10'))).toEqual(names.map((name) => `${name} at 10`));
});

test('a task is added for a time at which others have run', () => {
  const system = setUp();
  system.note('first', 10);
  system.fire(10);
  system.note('second', 10);
  system.advance(10);
  expect(system.written).toEqual(['first at 10', 'second at 10']);
});

test('never early: a timer that fires before its time is set again', () => {
  const system = setUp();
  system.note('it', 10.2);
  system.fire(10.1);
  expect(system.written).toEqual([]);
  system.advance(20);
  expect(system.written).toEqual(['it at 11.1']);
});

test('any number of tasks take one timer, set for the first of them', () => {
  const system = setUp();
  for (let at = 2_000; at < 2_500; at += 1) system.note('it', at);
  system.note('it', 2_000);
  expect([system.timerAt, system.counts]).toEqual([2_000, { set: 1, cleared: 0 }]);
  system.note('it', 1_000);
  expect([system.timerAt, system.counts]).toEqual([1_000, { set: 2, cleared: 1 }]);
});

test('a task that is taken back does not run, and leaves the timer as it is for the others', () => {
  const system = setUp();
  const first = system.note('first', 10);
  system.note('second', 20);
  system.agenda.remove(first);
  system.agenda.remove(first);
  expect(system.ending).toBe(0);
  expect(system.counts).toEqual({ set: 1, cleared: 0 });
  system.advance(30);
  expect(system.written).toEqual(['second at 20']);
});

test('when the last one is taken back, the timer is there until the end of the turn', () => {
  const system = setUp();
  for (let i = 0; i < 100; i += 1) system.agenda.remove(system.note('it', 1_000 + i / 10));
  expect([system.timerAt, system.counts, system.ending]).toEqual([1_000, { set: 1, cleared: 0 }, 1]);
  system.endTurn();
  expect([system.timerAt, system.counts]).toEqual([undefined, { set: 1, cleared: 1 }]);
  system.note('another', 2_000);
  system.endTurn();
  system.advance(3_000);
  expect(system.written).toEqual(['another at 2000']);
});

test('not if there is another one by then', () => {
  const system = setUp();
  system.agenda.remove(system.note('it', 10));
  const other = system.note('other', 20);
  system.endTurn();
  expect(system.timerAt).toBe(10);
  system.advance(15);
  expect(system.timerAt).toBe(20);
  system.agenda.remove(other);
  system.endTurn();
  expect(system.timerAt).toBeUndefined();
});

test('a task may add tasks and take others back while it runs', () => {
  const system = setUp();
  const { agenda, note, written } = system;
  const taskAt = (at: number, work: () => void) => agenda.add(new Note(work), at);
  taskAt(10, () => {
    agenda.remove(next);
    note('added', 10);
    note('later', 15);
  });
  const next = note('taken back', 10);
  system.advance(100);
  expect(written).toEqual(['added at 10', 'later at 15']);
  // For what is first, and then for what is first after it ran.
  expect(system.counts).toEqual({ set: 2, cleared: 0 });
  expect(system.timerAt).toBeUndefined();
});

test('a task that throws costs the others nothing but a moment', () => {
  const system = setUp();
  system.agenda.add(
    new Note(() => {
      throw new Error('no');
    }),
    10,
  );
  system.note('same time', 10);
  system.note('later', 20);
  expect(() => system.fire(10)).toThrow('no');
  system.advance(100);
  expect(system.written).toEqual(['same time at 10', 'later at 20']);
});

test('what is taken back long before its time is not kept until then', () => {
  const system = setUp();
  const { agenda } = system;
  agenda.add(new Note(() => {}), 1e9);
  for (let i = 0; i < 10_000; i += 1) agenda.remove(system.note('it', 1e6 + i));
  expect(agenda.slots).toBeLessThan(2_000);
});

test('but a thousand empty lists more than twice the tasks may lie about, for to tidy takes time', () => {
  const { agenda, note, written, advance } = setUp();
  for (let i = 0; i < 3; i += 1) note('planned', i);
  const kept = Array.from({ length: 3_000 }, (_, i) => {
    agenda.remove(note('taken back', 1_000 + i));
    return agenda.slots;
  });
  expect(kept[0]).toBe(4);
  expect(Math.max(...kept)).toBe(2 * 3 + 1_000 + 1);
  advance(10_000);
  expect(written).toEqual(['planned at 0', 'planned at 1', 'planned at 2']);
});

test('a task for a time that has passed runs at once', () => {
  const system = setUp();
  system.advance(100);
  system.note('late', 50);
  system.note('never', Infinity);
  system.advance(101);
  expect(system.written).toEqual(['late at 100']);
});
