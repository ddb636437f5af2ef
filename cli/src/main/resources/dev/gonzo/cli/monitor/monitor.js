'use strict';

// Asks the program, and keeps what it answers. All text is the program's: it is only ever set as textContent.

const MOST_TASKS = 100000;
const PAGE = 1000;
const LEAST_PAUSE = 1000;

const id = (name) => document.getElementById(name);
// By the number of the kernel: its facts, its tasks by number in their order, and what they had used at the last look.
const kernels = new Map();
let looks = 0;
let paused = false;
let gone = false;
let tab = 'tree';

/** Characters that cannot be seen, or turn the text around, are shown as escapes. */
function visible(text) {
  return String(text).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2028\u2029]/gu,
    (each) => each === '\n' ? '\\n' : '\\u' + each.codePointAt(0).toString(16).padStart(4, '0'));
}

function element(kind, className, text) {
  const made = document.createElement(kind);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** A piece of the program's text, which does not turn what follows it around. */
const said = (text, className) => element('bdi', className, visible(text));

async function ask(question) {
  const answer = await fetch('ask', {
    method: 'POST', body: JSON.stringify(question), headers: { 'content-type': 'application/json' },
  });
  if (!answer.ok) {
    const text = await answer.text();
    let why = text;
    try { why = JSON.parse(text).gone || text; } catch (plain) { /* it is the server's own sentence */ }
    throw new Error(why);
  }
  const value = await answer.json();
  if (value.error) throw new Error(value.error);
  return value;
}

function time(nanos) {
  if (nanos < 1e6) return Math.floor(nanos / 1e3) + ' µs';
  if (nanos < 1e9) return Math.floor(nanos / 1e6) + ' ms';
  if (nanos < 6e10) return (nanos / 1e9).toFixed(1) + ' s';
  const minutes = Math.floor(nanos / 6e10);
  if (minutes < 60) return minutes + 'm' + String(Math.floor(nanos / 1e9) % 60).padStart(2, '0') + 's';
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? hours + 'h' + String(minutes % 60).padStart(2, '0') + 'm' : Math.floor(hours / 24) + ' d';
}

/** Looks at all kernels, and at their tasks in pages. */
async function look() {
  const asked = await ask({ ask: 'kernels' });
  for (const number of kernels.keys()) {
    if (!asked.kernels.some((kernel) => kernel.number === number)) kernels.delete(number);
  }
  for (const facts of asked.kernels) {
    const before = kernels.get(facts.number);
    const tasks = new Map();
    let from = 0;
    let busy = null;
    const places = placesWanted(facts.number);
    while (from >= 0 && tasks.size < MOST_TASKS && !busy) {
      const page = await ask({
        ask: 'tasks', kernel: facts.number, from, most: Math.min(PAGE, MOST_TASKS - tasks.size), places,
      });
      if (page.ended) break;
      if (page.busy) {
        busy = page;
        break;
      }
      for (const task of page.tasks) tasks.set(task.id, task);
      from = page.next;
    }
    const shown = busy && before ? before.tasks : tasks;
    measure(shown, before, asked.now);
    kernels.set(facts.number, {
      facts, tasks: shown, busy, at: asked.now, whole: from < 0 || tasks.size >= facts.tasks,
      turns: before ? rate(facts.turns - before.facts.turns, asked.now - before.at) : 0,
    });
  }
  looks++;
}

const rate = (count, nanos) => nanos > 0 ? Math.max(0, Math.round(count * 1e9 / nanos)) : 0;

/** How much each task has used since the last look. */
function measure(tasks, before, now) {
  for (const task of tasks.values()) {
    const then = before && before.tasks.get(task.id);
    if (then === task) continue;
    const nanos = before ? now - before.at : 0;
    task.cpu = then && nanos > 0 ? Math.max(0, 100 * (task.run - then.run) / nanos) : 0;
    task.rate = then ? rate(task.turns - then.turns, nanos) : 0;
    if (!task.place && then && then.turns === task.turns) task.place = then.place;
  }
}

async function watch() {
  while (!gone) {
    const begun = performance.now();
    try {
      if (!paused) {
        await look();
        showAll();
      }
    } catch (failure) {
      lost(failure);
    }
    const pause = Math.max(LEAST_PAUSE, 4 * (performance.now() - begun));
    await new Promise((wake) => setTimeout(wake, pause));
  }
}

function lost(failure) {
  gone = true;
  id('summary').className = 'lost';
  id('summary').textContent = 'the program is gone: ' + visible(failure.message);
}

function showAll() {
  let count = 0;
  for (const kernel of kernels.values()) count += kernel.facts.tasks;
  id('summary').textContent =
    kernels.size + (kernels.size === 1 ? ' kernel, ' : ' kernels, ') + count.toLocaleString('en') + ' tasks';
  if (tab === 'tree') layOut();
  if (tab === 'waits') showWaits();
}

async function showDetails(number, task) {
  const kernel = kernels.get(number);
  id('details').hidden = false;
  id('chosen').textContent = task ? visible(task.name) : 'kernel ' + number;
  id('facts').textContent = '';
  id('stack').textContent = '';
  let stack = [];
  try {
    if (task) {
      const answer = await ask({ ask: 'stack', kernel: number, task: task.id });
      stack = answer.stack || [];
      if (answer.busy) {
        const keeper = answer.running ? `task ${answer.running} keeps its thread` : 'no thread steps it';
        stack = ['the kernel does not answer: ' + keeper, ...stack];
      }
    } else if (kernel && kernel.busy) {
      stack = kernel.busy.stack || [];
    }
  } catch (failure) {
    stack = [failure.message];
  }
  const facts = task
    ? [`task ${task.id}`, task.daemon ? 'daemon' : '', task.state, task.trap || '', task.subject || '',
      `${task.turns.toLocaleString('en')} turns`, `ran ${time(task.run)}`, `spawned ${time(task.age)} ago`]
    : [kernel ? kernel.facts.name : '', 'threads: ' + (kernel ? kernel.facts.threads.join(', ') : '')];
  id('facts').textContent = facts.filter(Boolean).map(visible).join(' · ');
  id('stack').textContent = stack.map(visible).join('\n');
}

function choose(name) {
  tab = name;
  for (const each of ['tree', 'waits', 'turns']) {
    id(each).hidden = each !== name;
    id('tab-' + each).setAttribute('aria-selected', String(each === name));
  }
  showAll();
  if (name === 'turns') followTurns();
}

async function begin() {
  for (const each of ['tree', 'waits', 'turns']) id('tab-' + each).addEventListener('click', () => choose(each));
  id('pause').addEventListener('click', () => {
    paused = !paused;
    id('pause').setAttribute('aria-pressed', String(paused));
  });
  id('close').addEventListener('click', () => { id('details').hidden = true; });
  try {
    const hello = await ask({ ask: 'hello' });
    const title = `gonzo monitor ${hello.pid}  ${visible(hello.program)}`;
    id('title').textContent = title;
    document.title = title;
    await watch();
  } catch (failure) {
    lost(failure);
  }
}

addEventListener('DOMContentLoaded', begin);
