'use strict';

// The tasks as a tree. Only the rows in sight are elements.

const ROW = 20;
const MOST_INDENTS = 20;
const closed = new Set();
let rows = [];
let chosenKey = '';

const keyOf = (number, task) => number + (task ? '/' + task.id : '');

const ORDERS = {
  id: (a, b) => a.id - b.id,
  cpu: (a, b) => b.cpu - a.cpu || b.run - a.run || a.id - b.id,
  turns: (a, b) => b.rate - a.rate || b.turns - a.turns || a.id - b.id,
  age: (a, b) => b.age - a.age || a.id - b.id,
  name: (a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id,
};

/** Puts the rows in their order. */
function layOut() {
  rows = [];
  const filter = id('filter').value.toLowerCase();
  const order = ORDERS[id('order').value];
  for (const [number, kernel] of kernels) {
    let tasks = [...kernel.tasks.values()];
    if (filter) tasks = tasks.filter((task) => task.name.toLowerCase().includes(filter));
    const there = new Set(tasks.map((task) => task.id));
    const children = new Map();
    for (const task of tasks) {
      const parent = there.has(task.parent) ? task.parent : -1;
      if (!children.has(parent)) children.set(parent, []);
      children.get(parent).push(task);
    }
    for (const siblings of children.values()) siblings.sort(order);
    rows.push({ number, kernel, task: null, depth: 0, children: tasks.length });
    if (closed.has(keyOf(number))) continue;
    // A stack of its own: a chain of tasks may be long.
    const branches = [{ tasks: children.get(-1) || [], at: 0 }];
    while (branches.length) {
      const branch = branches[branches.length - 1];
      if (branch.at === branch.tasks.length) {
        branches.pop();
        continue;
      }
      const task = branch.tasks[branch.at++];
      const below = children.get(task.id) || [];
      rows.push({ number, kernel, task, depth: branches.length, children: below.length });
      if (below.length && !closed.has(keyOf(number, task))) branches.push({ tasks: below, at: 0 });
    }
  }
  draw();
}

const firstInSight = () => Math.max(0, Math.floor(id('scroll').scrollTop / ROW) - 2);
const inSight = () => rows.slice(firstInSight(), firstInSight() + Math.ceil(id('scroll').clientHeight / ROW) + 4);

/** The tasks in sight come with their place in the program. */
function placesWanted(number) {
  return tab !== 'tree' ? [] : inSight().filter((row) => row.number === number && row.task).map((row) => row.task.id);
}

function draw() {
  id('height').style.height = rows.length * ROW + 'px';
  const first = firstInSight();
  id('rows').style.transform = `translateY(${first * ROW}px)`;
  id('rows').replaceChildren(...inSight().map(rowElement));
}

function rowElement(row) {
  const made = element('div', 'row' + (row.task ? '' : ' kernel'));
  const key = keyOf(row.number, row.task);
  if (key === chosenKey) made.classList.add('chosen');
  made.setAttribute('role', 'treeitem');
  made.setAttribute('aria-level', row.depth + 1);
  const task = row.task;
  made.append(
    element('span', '', task ? task.cpu.toFixed(1) : ''),
    element('span', '', String(task ? task.rate : row.kernel.turns)),
    element('span', '', task ? time(task.age) : ''),
    what(row, key));
  made.addEventListener('click', () => {
    chosenKey = key;
    draw();
    showDetails(row.number, task);
  });
  return made;
}

function what(row, key) {
  const made = element('span', 'what');
  made.style.paddingLeft = 16 * Math.min(row.depth, MOST_INDENTS) + 'px';
  const fold = element('span', 'fold', row.children === 0 ? '' : closed.has(key) ? '▸' : '▾');
  fold.addEventListener('click', (event) => {
    event.stopPropagation();
    if (!closed.delete(key)) closed.add(key);
    layOut();
  });
  made.append(fold);
  const { task, kernel } = row;
  if (!task) {
    made.append(`kernel ${row.number} `, said(kernel.facts.name), `, ${kernel.facts.tasks.toLocaleString('en')} tasks`);
    if (!kernel.whole && !kernel.busy) made.append(`, the first ${kernel.tasks.size.toLocaleString('en')} are shown`);
    if (kernel.busy) {
      const by = kernel.busy.running;
      made.append(element('span', 'busy', by
        ? ` does not answer: task ${visible(by)} keeps its thread` : ' does not answer: no thread steps it'));
    }
    return made;
  }
  made.append(said(task.name), task.daemon ? ' (daemon) ' : ' ', element('span', stateClass(task), visible(task.state)));
  if (task.trap) made.append(' at ', said(task.trap));
  if (task.subject) made.append(': ', said(task.subject));
  if (task.place) made.append(' ', said(task.place, 'place'));
  return made;
}

const stateClass = (task) => ['suspended', 'ready', 'running', 'blocked'].includes(task.state) ? task.state : '';

id('scroll').addEventListener('scroll', draw);
id('filter').addEventListener('input', layOut);
id('order').addEventListener('change', layOut);
addEventListener('resize', () => { if (tab === 'tree') draw(); });
