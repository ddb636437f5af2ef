'use strict';
// What is shown: the events, the rows in which they are, and the part of the history that is in view.

const data = JSON.parse(document.getElementById('data').textContent);

const sums = (differences) => {
  const all = new Float64Array(differences.length);
  let sum = 0;
  differences.forEach((each, i) => { all[i] = sum += each; });
  return all;
};

const number = sums(data.number);
const nanos = sums(data.nanos);
const laneOf = Int32Array.from(data.lane);
const count = nanos.length;
const hosts = data.hosts.length;

// The first index for which it is true; what is true once stays true.
const first = (length, isTrue) => {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isTrue(middle)) high = middle; else low = middle + 1;
  }
  return low;
};

const lists = (length) => Array.from({ length }, () => []);
const eventsOfLane = lists(data.labels.length);
const eventsOfHost = lists(hosts);
for (let i = 0; i < count; i++) {
  eventsOfLane[laneOf[i]].push(i);
  eventsOfHost[data.hostOfLane[laneOf[i]]].push(i);
}
const lanesOfHost = lists(hosts);
data.hostOfLane.forEach((host, lane) => lanesOfHost[host].push(lane));

const barsOfLane = lists(data.labels.length);
for (let i = 0; i < data.bars.length; i += 4) {
  const [lane, from, to, kind] = data.bars.slice(i, i + 4);
  barsOfLane[lane].push({ from, to, kind });
}
const arrows = [];
const arrowsOfEvent = new Map();
for (let i = 0; i < data.arrows.length; i += 4) {
  const [from, to, host, arrives] = data.arrows.slice(i, i + 4);
  const arrow = { from, to, host, arrives: arrives === 1 };
  arrows.push(arrow);
  arrowsOfEvent.set(from, arrow);
  arrowsOfEvent.set(to, arrow);
}
const faults = [];
const faultEvents = new Set();
for (let i = 0; i < data.faults.length; i += 3) {
  const [host, event, end] = data.faults.slice(i, i + 3);
  faults.push({ host, event, end });
  faultEvents.add(event);
}

// What a click on the lane of a host finds: also faults that concern it among others.
const clickableOfLane = eventsOfLane.slice();
const clickableOfHost = eventsOfHost.slice();
const merged = (events, more) => [...new Set([...events, ...more])].sort((a, b) => a - b);
for (let host = 0; host < hosts; host++) {
  const more = faults.filter((fault) => fault.host === host).map((fault) => fault.event);
  if (more.length > 0) {
    const own = lanesOfHost[host][0];
    clickableOfLane[own] = merged(eventsOfLane[own], more);
    clickableOfHost[host] = merged(eventsOfHost[host], more);
  }
}

const textOf = (event) => data.texts[data.text[event]];
const topicOf = (event) => data.texts[data.topic[event]];
const hostOf = (event) => data.hosts[data.hostOfLane[laneOf[event]]];

// ---------------------------------------------------------------- places

const view = { byEvent: nanos[count - 1] === nanos[0], from: 0, to: 1, width: 1, top: 0, height: 1 };

const placeOf = (event) => (view.byEvent ? event : nanos[event]);
const placeOfNanos = (time) => (view.byEvent ? first(count, (i) => nanos[i] >= time) : time);
const xOf = (place) => ((place - view.from) / (view.to - view.from)) * view.width;
const placeAt = (x) => view.from + (x / view.width) * (view.to - view.from);
const leastSpan = () => (view.byEvent ? 4 : 20);

const whole = () => {
  const from = view.byEvent ? 0 : nanos[0];
  const to = view.byEvent ? count - 1 : nanos[count - 1];
  const margin = (to - from || 1) * 0.01;
  return { from: from - margin, to: to + margin };
};

// Shows a part of the history, not much beyond its ends.
const show = (from, to) => {
  const all = whole();
  const span = Math.min(Math.max(to - from, leastSpan()), all.to - all.from);
  const start = (from + to - span) / 2;
  view.from = Math.min(Math.max(start, all.from), all.to - span);
  view.to = view.from + span;
};

const showAll = () => { const all = whole(); show(all.from, all.to); };

const zoom = (factor, x) => {
  const fixed = placeAt(x);
  show(fixed - (fixed - view.from) * factor, fixed + (view.to - fixed) * factor);
};

const setAxis = (byEvent) => {
  const left = first(count, (i) => placeOf(i) >= view.from);
  const right = first(count, (i) => placeOf(i) > view.to) - 1;
  view.byEvent = byEvent;
  if (left >= right) showAll(); else show(placeOf(left), placeOf(right));
};

// ---------------------------------------------------------------- rows

const HEADER = 24;
const TASK = 16;
const isOpen = new Array(hosts).fill(data.labels.length <= 40);
let rows = [];
let rowOfLane = [];
let rowOfHost = [];
let endOfHost = [];
let rowsHeight = 0;

const layOut = () => {
  rows = [];
  rowOfLane = new Array(data.labels.length);
  rowOfHost = new Array(hosts);
  endOfHost = new Array(hosts);
  rowsHeight = 0;
  const add = (host, lane, height, events) => {
    const row = { host, lane, y: rowsHeight, height, events };
    rows.push(row);
    rowsHeight += height;
    return row;
  };
  for (let host = 0; host < hosts; host++) {
    const [own, ...tasks] = lanesOfHost[host];
    const header = add(host, own, HEADER, isOpen[host] ? clickableOfLane[own] : clickableOfHost[host]);
    rowOfHost[host] = header;
    rowOfLane[own] = header;
    for (const lane of tasks) {
      rowOfLane[lane] = isOpen[host] ? add(host, lane, TASK, eventsOfLane[lane]) : header;
    }
    endOfHost[host] = rowsHeight;
  }
};

const openAll = (open) => { isOpen.fill(open); layOut(); };
const openHost = (host, open) => { isOpen[host] = open; layOut(); };

const rowAt = (y) => rows[first(rows.length, (i) => rows[i].y + rows[i].height > y)];

// The event of a row that is nearest; without one nearby, the last before it.
const eventAt = (row, x, nearby) => {
  const events = row.events;
  const after = first(events.length, (i) => xOf(placeOf(events[i])) >= x);
  let best = -1;
  let distance = nearby;
  for (let i = Math.max(0, after - 200); i < Math.min(events.length, after + 200); i++) {
    // Of those at one place, a fault is the more interesting one.
    const away = Math.abs(xOf(placeOf(events[i])) - x) - (faultEvents.has(events[i]) ? 1 : 0);
    if (away < distance) {
      best = events[i];
      distance = away;
    }
  }
  return best;
};

const eventBefore = (row, x) => {
  const after = first(row.events.length, (i) => xOf(placeOf(row.events[i])) > x);
  return after === 0 ? -1 : row.events[after - 1];
};

// ---------------------------------------------------------------- search

const search = { text: '', found: [], at: -1 };

const searchFor = (text) => {
  const wanted = text.trim().toLowerCase();
  search.text = wanted;
  search.found = [];
  search.at = -1;
  if (wanted === '') return;
  if (/^#\d+$/.test(wanted)) {
    const event = first(count, (i) => number[i] >= Number(wanted.slice(1)));
    if (event < count && number[event] === Number(wanted.slice(1))) search.found.push(event);
    return;
  }
  for (let i = 0; i < count; i++) {
    if (`${hostOf(i)} ${topicOf(i)} ${textOf(i)}`.toLowerCase().includes(wanted)) search.found.push(i);
  }
};

// ---------------------------------------------------------------- words

const timeText = (time, step) => {
  const decimals = Math.max(0, Math.min(9, Math.ceil(9 - Math.log10(step))));
  const seconds = time / 1e9;
  if (seconds < 60) return `${seconds.toFixed(decimals)} s`;
  const day = Math.floor(seconds / 86400);
  const hour = Math.floor((seconds % 86400) / 3600);
  const minute = String(Math.floor((seconds % 3600) / 60)).padStart(2, '0');
  const rest = (seconds % 60).toFixed(decimals).padStart(decimals ? decimals + 3 : 2, '0');
  return `${day ? `${day} d ` : ''}${hour}:${minute}:${rest}`;
};
