'use strict';

// What tasks wait for: queues, locks, and tasks that they join; who holds it; and the circles in that.

const MOST_SUBJECTS = 500;
const MOST_NAMES = 8;

function subjects() {
  const found = new Map();
  for (const [number, kernel] of kernels) {
    for (const task of kernel.tasks.values()) {
      if (!task.queue && !task.holders) continue;
      const key = number + (task.queue ? 'q' + task.queue + task.subject : 't' + task.holders[0]);
      let subject = found.get(key);
      if (!subject) {
        subject = { number, kernel, trap: task.trap, text: task.subject || 'a queue without a name',
          holders: task.holders || [], waiting: [] };
        found.set(key, subject);
      }
      subject.waiting.push(task);
    }
  }
  return [...found.values()].sort((a, b) => b.waiting.length - a.waiting.length);
}

/** Circles of tasks that wait for each other, each once. */
function cycles() {
  const found = [];
  for (const kernel of kernels.values()) {
    const state = new Map();
    for (const start of kernel.tasks.values()) {
      if (state.has(start.id) || !start.holders) continue;
      const path = [{ task: start, at: 0 }];
      state.set(start.id, 'on the path');
      while (path.length) {
        const top = path[path.length - 1];
        const next = (top.task.holders || [])[top.at++];
        if (next === undefined) {
          state.set(top.task.id, 'done');
          path.pop();
          continue;
        }
        const task = kernel.tasks.get(next);
        if (!task) continue;
        if (state.get(next) === 'on the path') {
          const names = path.map((each) => each.task);
          found.push(names.slice(names.indexOf(task)).concat(task));
        } else if (!state.has(next)) {
          state.set(next, 'on the path');
          path.push({ task, at: 0 });
        }
      }
    }
  }
  return found;
}

function names(made, tasks, count) {
  tasks.slice(0, MOST_NAMES).forEach((task, index) => {
    if (index) made.append(', ');
    made.append(said(task.name));
  });
  if (count > MOST_NAMES) made.append(` and ${(count - MOST_NAMES).toLocaleString('en')} more`);
  return made;
}

function showWaits() {
  const all = subjects();
  id('cycles').textContent = cycles().slice(0, 10)
    .map((cycle) => 'they wait for each other: ' + cycle.map((task) => visible(task.name)).join(' → ')).join('\n');
  id('subjects').replaceChildren(...all.slice(0, MOST_SUBJECTS).map((subject) => {
    const row = element('tr');
    const text = element('td');
    text.append(subject.trap === 'Join' ? 'the end of task ' : '', said(subject.text));
    const holders = subject.holders.map((each) => subject.kernel.tasks.get(each)).filter(Boolean);
    row.append(
      element('td', '', subject.waiting.length.toLocaleString('en')), text,
      names(element('td'), holders, holders.length),
      names(element('td'), subject.waiting, subject.waiting.length));
    return row;
  }));
}
