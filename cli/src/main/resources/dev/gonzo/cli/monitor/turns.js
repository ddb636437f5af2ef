'use strict';

// The turns of the last seconds, of all kernels on one axis. What is kept and drawn is bounded.

const SECONDS = 10;
const MOST_TURNS = 60000;
const LANES = 24;
const LANE = 18;
const LEFT = 220;
const HEAD = 22;
// By the number of the kernel: its turns [task, begin, length], the names of their tasks, and where to read on.
const followed = new Map();
let following = false;
let latest = 0;
let hits = [];

async function followTurns() {
  if (following) return;
  following = true;
  try {
    while (tab === 'turns' && !gone) {
      if (!paused) {
        for (const number of kernels.keys()) await readTurns(number);
        for (const number of followed.keys()) if (!kernels.has(number)) followed.delete(number);
        drawTurns();
      }
      await new Promise((wake) => setTimeout(wake, 300));
    }
  } catch (failure) {
    lost(failure);
  }
  following = false;
}

async function readTurns(number) {
  const known = followed.get(number) || { turns: [], names: {}, next: 0, lost: 0 };
  const read = await ask({ ask: 'turns', kernel: number, after: known.next });
  if (read.ended) return;
  followed.set(number, known);
  if (known.next > 0) known.lost += read.lost;
  known.next = read.next;
  latest = Math.max(latest, read.now);
  for (let i = 0; i < read.turns.length; i += 3) known.turns.push(read.turns.slice(i, i + 3));
  const from = latest - SECONDS * 1e9;
  let first = Math.max(0, known.turns.length - MOST_TURNS);
  while (first < known.turns.length && known.turns[first][1] + known.turns[first][2] < from) first++;
  known.turns.splice(0, first);
  Object.assign(known.names, read.names);
  const used = new Set(known.turns.map((turn) => String(turn[0])));
  for (const name of Object.keys(known.names)) if (!used.has(name)) delete known.names[name];
}

/** The lanes: one for each kernel, and below it those tasks that ran longest. */
function lanes() {
  const all = [];
  for (const [number, known] of followed) {
    const kernel = kernels.get(number);
    all.push({ number, known, title: `kernel ${number} ${kernel ? kernel.facts.name : ''}`, task: null });
    const sums = new Map();
    for (const [task, , length] of known.turns) sums.set(task, (sums.get(task) || 0) + length);
    const most = Math.max(1, Math.floor(LANES / Math.max(1, followed.size)));
    const longest = [...sums].sort((a, b) => b[1] - a[1]).slice(0, most).map(([task]) => task).sort((a, b) => a - b);
    for (const task of longest) all.push({ number, known, title: known.names[task] || 'task ' + task, task });
  }
  return all;
}

function drawTurns() {
  const chart = id('chart');
  const scale = devicePixelRatio || 1;
  const box = chart.getBoundingClientRect();
  chart.width = Math.round(box.width * scale);
  chart.height = Math.round(box.height * scale);
  const pen = chart.getContext('2d');
  pen.scale(scale, scale);
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  pen.font = '12px system-ui, sans-serif';
  pen.textBaseline = 'middle';
  const width = box.width - LEFT - 12;
  const from = latest - SECONDS * 1e9;
  const x = (nanos) => LEFT + Math.max(0, (nanos - from) / (SECONDS * 1e9)) * width;
  for (let second = 0; second <= SECONDS; second++) {
    pen.fillStyle = colour('--line');
    pen.fillRect(x(latest - second * 1e9), HEAD - 4, 1, box.height);
    pen.fillStyle = colour('--faint');
    pen.fillText(second ? `-${second} s` : 'now', x(latest - second * 1e9) - 22, 10);
  }
  hits = [];
  lanes().forEach((lane, index) => {
    const y = HEAD + index * LANE;
    if (!lane.task && lane.task !== 0) {
      pen.fillStyle = colour('--bar');
      pen.fillRect(0, y, box.width, LANE);
    }
    pen.fillStyle = colour('--ink');
    pen.fillText(visible(lane.title).slice(0, 34), lane.task === null ? 8 : 20, y + LANE / 2);
    pen.fillStyle = lane.task === null ? colour('--ready') : colour('--run');
    let drawnTo = -1;
    for (const turn of lane.known.turns) {
      if (lane.task !== null && turn[0] !== lane.task) continue;
      const begin = x(turn[1]);
      const end = Math.max(begin + 1, x(turn[1] + turn[2]));
      if (end <= drawnTo) continue; // it is in a pixel that is painted
      pen.fillRect(begin, y + 3, end - begin, LANE - 6);
      drawnTo = end;
      hits.push({ begin, end, y, turn, lane });
    }
  });
  const lostTurns = [...followed.values()].reduce((sum, known) => sum + known.lost, 0);
  const note = 'Each bar is a turn of a task; the tasks that ran longest have lanes of their own.';
  id('under').textContent = lostTurns
    ? `${note} ${lostTurns.toLocaleString('en')} turns came too fast to be kept, and are not drawn.` : note;
}

id('chart').addEventListener('pointermove', (event) => {
  const box = id('chart').getBoundingClientRect();
  const at = event.clientX - box.left;
  const hit = hits.find((each) => at >= each.begin - 1 && at <= each.end + 1 &&
    event.clientY - box.top >= each.y && event.clientY - box.top < each.y + LANE);
  if (hit) {
    id('under').textContent =
      `${visible(hit.lane.known.names[hit.turn[0]] || 'task ' + hit.turn[0])}: a turn of ${time(hit.turn[2])}, `
      + `${((latest - hit.turn[1]) / 1e9).toFixed(3)} s ago`;
  }
});
