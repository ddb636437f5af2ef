// How it is drawn, and what the mouse and the keys do.

const element = (id) => document.getElementById(id);
const chart = element('chart');
const overview = element('overview');
const scroll = element('scroll');
const LABELS = 180;
const AXIS = 22;
const SELECTABLE = 7;
const MANY = 400;
const LOST = 0.6; // how much of its way a lost message is drawn
const WAITS = data.waits.map((wait) => `--${wait}`);
let colours = {};
let chosen = -1;
let isPlanned = false;

const readColours = () => {
  const style = getComputedStyle(document.documentElement);
  colours = new Proxy({}, { get: (_, name) => style.getPropertyValue(`--${name}`).trim() });
  const names = ['back', 'stripe', 'line', 'ink', 'faint', 'run', 'message', 'fault', 'span', 'match', 'chosen', 'bar'];
  const fixed = Object.fromEntries(names.map((name) => [name, colours[name]]));
  fixed.kinds = [fixed.run, ...WAITS.map((name) => style.getPropertyValue(name).trim())];
  colours = fixed;
};

const fit = (canvas, width, height) => {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext('2d');
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  return pen;
};

const plan = () => {
  if (!isPlanned) {
    isPlanned = true;
    requestAnimationFrame(() => { isPlanned = false; draw(); });
  }
};

// ---------------------------------------------------------------- the chart

const yOf = (row) => AXIS + row.y - scroll.scrollTop;

const draw = () => {
  const width = scroll.clientWidth;
  const height = scroll.clientHeight;
  element('height').style.height = `${Math.max(0, rowsHeight + AXIS + 12 - height)}px`;
  view.width = Math.max(50, width - LABELS);
  const pen = fit(chart, width, height);
  pen.fillStyle = colours.back;
  pen.fillRect(0, 0, width, height);
  const seen = rows.filter((row) => yOf(row) + row.height >= AXIS && yOf(row) <= height);
  pen.save();
  pen.beginPath();
  pen.rect(0, AXIS, width, height - AXIS);
  pen.clip();
  stripes(pen, seen, width);
  pen.beginPath();
  pen.rect(LABELS, AXIS, width - LABELS, height - AXIS);
  pen.clip();
  pen.translate(LABELS, 0);
  grid(pen, height);
  spans(pen);
  seen.forEach((row) => bars(pen, row));
  messages(pen, height);
  points(pen, seen);
  marks(pen);
  pen.restore();
  labels(pen, seen);
  axis(pen, width);
  drawOverview();
};

const stripes = (pen, seen, width) => {
  for (const row of seen) {
    const y = yOf(row);
    pen.fillStyle = row.height === HEADER ? colours.bar : row.y % (2 * TASK) < TASK ? colours.back : colours.stripe;
    pen.fillRect(0, y, width, row.height);
    if (row.height === HEADER) {
      pen.fillStyle = colours.line;
      pen.fillRect(0, y, width, 1);
    }
  }
};

const steps = () => {
  const least = ((view.to - view.from) / view.width) * 110;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = Math.max(1, [1, 2, 5, 10].find((each) => each * power >= least) * power);
  // Ticks by event are at round numbers; indexes begin at 0.
  const shift = view.byEvent ? number[0] : 0;
  const all = [];
  for (let at = Math.ceil((Math.max(0, view.from) + shift) / step) * step; at - shift <= view.to; at += step) all.push(at - shift);
  return { step, all };
};

const grid = (pen, height) => {
  pen.fillStyle = colours.line;
  pen.globalAlpha = 0.6;
  steps().all.forEach((at) => pen.fillRect(Math.round(xOf(at)), AXIS, 1, height));
  pen.globalAlpha = 1;
};

const axis = (pen, width) => {
  const { step, all } = steps();
  pen.fillStyle = colours.back;
  pen.fillRect(0, 0, width, AXIS);
  pen.fillStyle = colours.line;
  pen.fillRect(0, AXIS - 1, width, 1);
  pen.fillStyle = colours.faint;
  pen.font = '11px system-ui, sans-serif';
  pen.textAlign = 'left';
  pen.fillText(view.byEvent ? 'event number' : 'simulated time', 12, 14);
  pen.textAlign = 'center';
  for (const at of all) {
    const text = view.byEvent ? (at < count ? String(number[at]) : '') : timeText(at, step);
    const half = pen.measureText(text).width / 2;
    const x = LABELS + xOf(at);
    if (x - half > LABELS - 20 && x + half < width) pen.fillText(text, x, 14);
  }
};

const clippedText = (pen, text, width) => {
  if (pen.measureText(text).width <= width) return text;
  let length = text.length;
  while (length > 1 && pen.measureText(`${text.slice(0, length)}…`).width > width) length--;
  return `${text.slice(0, length)}…`;
};

const labels = (pen, seen) => {
  pen.save();
  pen.beginPath();
  pen.rect(0, AXIS, LABELS, pen.canvas.height);
  pen.clip();
  pen.textAlign = 'left';
  for (const row of seen) {
    const y = yOf(row);
    if (row.height === HEADER) {
      const tasks = lanesOfHost[row.host].length - 1;
      pen.fillStyle = colours.ink;
      pen.font = '600 12px system-ui, sans-serif';
      pen.fillText(tasks === 0 ? '' : isOpen[row.host] ? '▾' : '▸', 10, y + 16);
      pen.fillText(clippedText(pen, data.hosts[row.host], LABELS - 78), 24, y + 16);
      pen.fillStyle = colours.faint;
      pen.font = '11px system-ui, sans-serif';
      pen.textAlign = 'right';
      if (tasks > 0) pen.fillText(`${tasks} lane${tasks === 1 ? '' : 's'}`, LABELS - 8, y + 16);
      pen.textAlign = 'left';
    } else {
      pen.fillStyle = colours.faint;
      pen.font = '11px system-ui, sans-serif';
      pen.fillText(clippedText(pen, data.labels[row.lane], LABELS - 36), 28, y + 12);
    }
  }
  pen.restore();
  pen.fillStyle = colours.line;
  pen.fillRect(LABELS, AXIS, 1, pen.canvas.height);
};

const spans = (pen) => {
  const seen = [];
  for (const fault of faults) {
    if (fault.end < 0) continue;
    const from = Math.max(-2, xOf(placeOf(fault.event)));
    const to = Math.min(view.width + 2, Math.max(from + 1, xOf(placeOfNanos(fault.end))));
    if (to > 0 && from < view.width) seen.push({ from, width: to - from, row: rowOfHost[fault.host] });
  }
  pen.fillStyle = colours.span;
  seen.forEach(({ from, width, row }) => pen.fillRect(from, yOf(row), width, endOfHost[row.host] - row.y));
  pen.fillStyle = colours.fault;
  seen.forEach(({ from, width, row }) => pen.fillRect(from, yOf(row) + 1, width, 3));
};

// Waits first, then turns. What is narrower than a pixel and where something is already is left out.
const bars = (pen, row) => {
  const isClosed = row.height === HEADER && !isOpen[row.host];
  if (row.height === HEADER && !isClosed) return;
  for (const lane of isClosed ? lanesOfHost[row.host] : [row.lane]) {
    if (!isClosed) barsOf(pen, lane, false, yOf(row) + 5, row.height - 9);
    barsOf(pen, lane, true, yOf(row) + (isClosed ? 8 : 2), row.height - (isClosed ? 12 : 4));
  }
};

const barsOf = (pen, lane, areTurns, y, height) => {
  const all = barsOfLane[lane];
  let filled = -1;
  let colour = -1;
  for (let i = first(all.length, (k) => placeOf(all[k].to) >= view.from); i < all.length; i++) {
    const { from, to, kind } = all[i];
    const x = xOf(placeOf(from));
    if (x > view.width) break;
    if ((kind === 0) !== areTurns) continue;
    const end = xOf(placeOf(to));
    if (end < filled) continue;
    if (kind !== colour) pen.fillStyle = colours.kinds[colour = kind];
    const left = Math.max(x, -2);
    const width = Math.max(1, Math.min(end, view.width + 2) - left);
    pen.fillRect(left, y, width, height);
    filled = left + width;
  }
};

const messages = (pen, height) => {
  const drawn = new Set();
  const lost = [];
  pen.lineWidth = 1;
  const heads = [];
  pen.beginPath();
  for (const arrow of arrows) {
    const x0 = xOf(placeOf(arrow.from));
    const x1 = xOf(placeOf(arrow.to));
    if (x1 < 0 || x0 > view.width) continue;
    const from = rowOfLane[laneOf[arrow.from]];
    const to = rowOfHost[arrow.host];
    const y0 = yOf(from) + HEADER / 2;
    const y1 = yOf(to) + HEADER / 2;
    if (Math.max(y0, y1) < AXIS || Math.min(y0, y1) > height || from === to) continue;
    const key = ((Math.round(x0) * 8192 + Math.round(x1)) * hosts + from.host) * hosts + arrow.host;
    if (drawn.has(key)) continue;
    drawn.add(key);
    if (arrow.arrives) {
      pen.moveTo(x0, y0);
      pen.lineTo(x1, y1);
      heads.push([x0, y0, x1, y1]);
    } else {
      lost.push([x0, y0, x1, y0 + (y1 - y0) * LOST]);
    }
  }
  pen.strokeStyle = colours.message;
  pen.globalAlpha = heads.length > 4 * MANY ? 0.12 : heads.length > MANY ? 0.25 : 0.9;
  pen.stroke();
  pen.fillStyle = colours.message;
  if (heads.length <= MANY) heads.forEach((head) => arrowHead(pen, ...head));
  pen.globalAlpha = 1;
  pen.strokeStyle = colours.fault;
  pen.beginPath();
  for (const [x0, y0, x1, y1] of lost) {
    pen.moveTo(x0, y0);
    pen.lineTo(x1, y1);
    pen.moveTo(x1 - 3, y1 - 3);
    pen.lineTo(x1 + 3, y1 + 3);
    pen.moveTo(x1 - 3, y1 + 3);
    pen.lineTo(x1 + 3, y1 - 3);
  }
  pen.globalAlpha = lost.length > MANY ? 0.5 : 1;
  pen.stroke();
  pen.globalAlpha = 1;
};

const arrowHead = (pen, x0, y0, x1, y1) => {
  const angle = Math.atan2(y1 - y0, x1 - x0);
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x1 - 7 * Math.cos(angle - 0.35), y1 - 7 * Math.sin(angle - 0.35));
  pen.lineTo(x1 - 7 * Math.cos(angle + 0.35), y1 - 7 * Math.sin(angle + 0.35));
  pen.fill();
};

// Events of a host itself, and faults.
const points = (pen, seen) => {
  for (const row of seen) {
    if (row.height !== HEADER) continue;
    const events = eventsOfLane[row.lane];
    const y = yOf(row);
    let before = -1;
    pen.fillStyle = colours.message;
    for (let k = first(events.length, (i) => placeOf(events[i]) >= view.from); k < events.length; k++) {
      const x = xOf(placeOf(events[k]));
      if (x > view.width) break;
      if (Math.floor(x) === before) continue;
      before = Math.floor(x);
      pen.fillRect(x, y + HEADER / 2 - 2, 1.5, 5);
    }
  }
  diamonds(pen);
};

const diamonds = (pen) => {
  const seen = faults.filter(({ event }) => placeOf(event) >= view.from && placeOf(event) <= view.to);
  const size = seen.length > MANY ? 3 : 4.5;
  const last = new Array(hosts).fill(-size);
  pen.fillStyle = colours.fault;
  pen.beginPath();
  for (const { host, event } of seen) {
    const x = xOf(placeOf(event));
    const y = yOf(rowOfHost[host]) + HEADER / 2;
    if (x - last[host] < 2) continue;
    last[host] = x;
    pen.moveTo(x, y - size);
    pen.lineTo(x + size, y);
    pen.lineTo(x, y + size);
    pen.lineTo(x - size, y);
  }
  pen.fill();
};

const marks = (pen) => {
  pen.fillStyle = colours.match;
  let before = '';
  for (const event of search.found) {
    const x = xOf(placeOf(event));
    if (x < 0 || x > view.width) continue;
    const row = rowOfLane[laneOf[event]];
    const key = `${Math.floor(x)} ${row.y}`;
    if (key === before) continue;
    before = key;
    pen.fillRect(x - 1.5, yOf(row) + 1, 3, row.height - 2);
  }
  if (chosen < 0) return;
  const x = xOf(placeOf(chosen));
  const row = rowOfLane[laneOf[chosen]];
  pen.strokeStyle = colours.chosen;
  pen.lineWidth = 2;
  pen.strokeRect(x - 5, yOf(row) + 1, 10, row.height - 2);
  pen.globalAlpha = 0.5;
  pen.fillStyle = colours.chosen;
  pen.fillRect(x - 0.5, AXIS, 1, scroll.clientHeight);
  pen.globalAlpha = 1;
  const arrow = arrowsOfEvent.get(chosen);
  if (arrow) {
    const from = [xOf(placeOf(arrow.from)), yOf(rowOfLane[laneOf[arrow.from]]) + HEADER / 2];
    const y = yOf(rowOfHost[arrow.host]) + HEADER / 2;
    const to = [xOf(placeOf(arrow.to)), arrow.arrives ? y : from[1] + (y - from[1]) * LOST];
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(...to);
    pen.stroke();
    if (arrow.arrives) arrowHead(pen, ...from, ...to);
  }
};

// ---------------------------------------------------------------- the overview

const OVERVIEW = 40;

// All of it but what is in view changes rarely, and is drawn once.
const background = document.createElement('canvas');
let isBackgroundOld = true;

const overviewScale = () => {
  const all = whole();
  const inner = overview.clientWidth - LABELS;
  return (place) => LABELS + ((place - all.from) / (all.to - all.from)) * inner;
};

const drawBackground = (width) => {
  const pen = fit(background, width, OVERVIEW);
  const x = overviewScale();
  const columns = new Uint32Array(Math.max(1, Math.ceil(width - LABELS)) + 2);
  for (let i = 0; i < count; i++) columns[Math.floor(x(placeOf(i)) - LABELS)]++;
  const most = columns.reduce((a, b) => Math.max(a, b), 1);
  pen.fillStyle = colours.back;
  pen.fillRect(0, 0, width, OVERVIEW);
  pen.fillStyle = colours.faint;
  columns.forEach((events, column) => {
    if (events > 0) {
      const height = Math.max(1.5, (Math.log1p(events) / Math.log1p(most)) * (OVERVIEW - 10));
      pen.fillRect(LABELS + column, OVERVIEW - height, 1, height);
    }
  });
  pen.fillStyle = colours.fault;
  for (const fault of faults) {
    const from = x(placeOf(fault.event));
    const to = fault.end < 0 ? from : x(placeOfNanos(fault.end));
    pen.globalAlpha = 0.7;
    pen.fillRect(from, 1, Math.max(1.5, to - from), 4);
  }
  pen.globalAlpha = 1;
  pen.fillStyle = colours.match;
  search.found.forEach((event) => pen.fillRect(x(placeOf(event)) - 0.5, 5, 1.5, OVERVIEW - 5));
  pen.font = '11px system-ui, sans-serif';
  pen.fillStyle = colours.faint;
  pen.fillText('the whole history', 12, 24);
};

const drawOverview = () => {
  const width = overview.clientWidth;
  if (isBackgroundOld) drawBackground(width);
  isBackgroundOld = false;
  const pen = fit(overview, width, OVERVIEW);
  pen.drawImage(background, 0, 0, width, OVERVIEW);
  const x = overviewScale();
  const left = x(view.from);
  const right = x(view.to);
  pen.fillStyle = colours.message;
  pen.globalAlpha = 0.12;
  pen.fillRect(left, 0, Math.max(2, right - left), OVERVIEW);
  pen.globalAlpha = 1;
  pen.strokeStyle = colours.message;
  pen.strokeRect(left, 0.5, Math.max(2, right - left), OVERVIEW - 1);
};

const moveTo = (event) => {
  const all = whole();
  const at = all.from + ((event.offsetX - LABELS) / (overview.clientWidth - LABELS)) * (all.to - all.from);
  const half = (view.to - view.from) / 2;
  show(at - half, at + half);
  plan();
};

// ---------------------------------------------------------------- what is chosen

const choose = (event) => {
  chosen = event;
  const facts = element('facts');
  facts.replaceChildren();
  element('text').textContent = event < 0 ? '' : textOf(event);
  const arrow = arrowsOfEvent.get(event);
  element('peer').hidden = !arrow;
  if (event < 0) {
    facts.textContent = 'Click an event. The wheel zooms, dragging moves, a click on a host opens it.';
  } else {
    const add = (name, value) => {
      const bold = document.createElement('b');
      bold.textContent = value;
      facts.append(`${name} `, bold, '   ');
    };
    add('event', String(number[event]));
    add('at', timeText(nanos[event], 1));
    add('host', hostOf(event));
    add(topicOf(event).includes('#') ? 'task' : 'about', topicOf(event));
  }
  plan();
};

const reveal = (event) => {
  const place = placeOf(event);
  const span = view.to - view.from;
  if (place < view.from + span * 0.02 || place > view.to - span * 0.02) show(place - span / 2, place + span / 2);
  const row = rowOfLane[laneOf[event]];
  const room = scroll.clientHeight - AXIS;
  if (row.y < scroll.scrollTop || row.y + row.height > scroll.scrollTop + room) {
    draw(); // so that there is room to scroll
    scroll.scrollTop = row.y - room / 2;
  }
  choose(event);
};

const stepOnLane = (by) => {
  if (chosen < 0) return;
  const events = eventsOfLane[laneOf[chosen]];
  const next = first(events.length, (i) => events[i] >= chosen) + by;
  if (next >= 0 && next < events.length) reveal(events[next]);
};

const otherEnd = () => {
  const arrow = arrowsOfEvent.get(chosen);
  if (arrow) reveal(arrow.from === chosen ? arrow.to : arrow.from);
};

const showFound = () => {
  const { text, found, at } = search;
  element('found').textContent =
    text === '' ? '' : found.length === 0 ? 'none' : `${at < 0 ? '' : `${at + 1} / `}${found.length}`;
  plan();
};

const stepFound = (by) => {
  const size = search.found.length;
  if (size === 0) return;
  if (search.at < 0) {
    // The first search begins at what is chosen, or at what is in view.
    const start = chosen >= 0 ? chosen : first(count, (i) => placeOf(i) >= view.from);
    const next = first(size, (i) => search.found[i] >= start);
    search.at = by > 0 ? next % size : (next - 1 + size) % size;
  } else {
    search.at = (search.at + by + size) % size;
  }
  reveal(search.found[search.at]);
  showFound();
};

// ---------------------------------------------------------------- mouse and keys

const hint = element('hint');
let drag = null;

chart.addEventListener('pointerdown', (event) => {
  drag = { x: event.offsetX, y: event.offsetY, from: view.from, to: view.to, top: scroll.scrollTop, moved: false };
  chart.setPointerCapture(event.pointerId);
});

chart.addEventListener('pointermove', (event) => {
  if (!drag) {
    hover(event);
    return;
  }
  const dx = event.offsetX - drag.x;
  const dy = event.offsetY - drag.y;
  if (!drag.moved && Math.hypot(dx, dy) < 4) return;
  drag.moved = true;
  hint.hidden = true;
  const by = (dx / view.width) * (drag.to - drag.from);
  show(drag.from - by, drag.to - by);
  scroll.scrollTop = drag.top - dy;
  plan();
});

chart.addEventListener('pointerup', (event) => {
  const click = drag && !drag.moved;
  drag = null;
  if (!click || event.offsetY < AXIS) return;
  const row = rowAt(event.offsetY - AXIS + scroll.scrollTop);
  if (!row) return;
  if (event.offsetX < LABELS) {
    if (row.height === HEADER) openHost(row.host, !isOpen[row.host]);
    plan();
    return;
  }
  const x = event.offsetX - LABELS;
  const nearby = eventAt(row, x, SELECTABLE);
  choose(nearby >= 0 ? nearby : eventBefore(row, x));
});

chart.addEventListener('pointerleave', () => { hint.hidden = true; });

const hover = (event) => {
  const row = event.offsetY < AXIS ? undefined : rowAt(event.offsetY - AXIS + scroll.scrollTop);
  const x = event.offsetX - LABELS;
  const label = row && x < 0 && row.height === TASK ? data.labels[row.lane] : '';
  const found = row && x >= 0 ? eventAt(row, x, SELECTABLE) : -1;
  hint.hidden = found < 0 && label === '';
  if (hint.hidden) return;
  hint.textContent = label || `${number[found]}  ${topicOf(found)}: ${textOf(found)}`;
  const left = Math.min(event.clientX + 14, window.innerWidth - hint.offsetWidth - 8);
  const below = event.clientY + 16;
  const fits = below + hint.offsetHeight < window.innerHeight;
  hint.style.left = `${Math.max(4, left)}px`;
  hint.style.top = `${fits ? below : event.clientY - hint.offsetHeight - 10}px`;
};

chart.addEventListener('wheel', (event) => {
  const x = event.offsetX - LABELS;
  if (x < 0) return; // the names scroll
  event.preventDefault();
  hint.hidden = true;
  const unit = event.deltaMode === 1 ? 16 : 1;
  const across = event.shiftKey ? event.deltaY : event.deltaX;
  if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
    const by = ((across * unit) / view.width) * (view.to - view.from);
    show(view.from + by, view.to + by);
  } else {
    zoom(Math.exp(event.deltaY * unit * 0.002), x);
  }
  plan();
}, { passive: false });

overview.addEventListener('pointerdown', (event) => { overview.setPointerCapture(event.pointerId); moveTo(event); });
overview.addEventListener('pointermove', (event) => { if (event.buttons === 1) moveTo(event); });
scroll.addEventListener('scroll', plan);
const planAll = () => { isBackgroundOld = true; plan(); };
new ResizeObserver(planAll).observe(scroll);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { readColours(); planAll(); });

const zoomAtMiddle = (factor) => {
  const isInView = chosen >= 0 && placeOf(chosen) >= view.from && placeOf(chosen) <= view.to;
  zoom(factor, isInView ? xOf(placeOf(chosen)) : view.width / 2);
};
const pan = (part) => { const by = (view.to - view.from) * part; show(view.from + by, view.to + by); };
const changeAxis = () => {
  setAxis(!view.byEvent);
  isBackgroundOld = true;
  element('axis').textContent = view.byEvent ? 'by time' : 'by event';
};

const actions = {
  '+': () => zoomAtMiddle(0.6), '=': () => zoomAtMiddle(0.6), '-': () => zoomAtMiddle(1 / 0.6),
  0: showAll, ArrowLeft: () => pan(-0.15), ArrowRight: () => pan(0.15),
  t: changeAxis, e: () => openAll(true), c: () => openAll(false),
  n: () => stepFound(1), N: () => stepFound(-1), ',': () => stepOnLane(-1), '.': () => stepOnLane(1), p: otherEnd,
  '/': () => element('search').focus(), Escape: () => choose(-1),
};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target === element('search')) {
    if (event.key === 'Enter') stepFound(event.shiftKey ? -1 : 1);
    if (event.key === 'Escape') scroll.focus();
    return;
  }
  const action = Object.hasOwn(actions, event.key) ? actions[event.key] : null;
  if (action) {
    event.preventDefault();
    action();
    plan();
  }
});

const onClick = (id, action) => element(id).addEventListener('click', () => { action(); plan(); });
onClick('previous', () => stepFound(-1));
onClick('next', () => stepFound(1));
onClick('axis', changeAxis);
onClick('in', () => zoomAtMiddle(0.6));
onClick('out', () => zoomAtMiddle(1 / 0.6));
onClick('all', showAll);
onClick('open', () => openAll(true));
onClick('close', () => openAll(false));
onClick('earlier', () => stepOnLane(-1));
onClick('later', () => stepOnLane(1));
onClick('peer', otherEnd);
element('search').addEventListener('input', () => { searchFor(element('search').value); showFound(); planAll(); });

// ---------------------------------------------------------------- the beginning

const legend = (colour, words) => {
  const item = document.createElement('span');
  const sample = document.createElement('i');
  sample.style.background = `var(--${colour})`;
  item.append(sample, words);
  element('legend').append(item);
};
legend('run', 'runs');
legend('time', 'waits for a clock');
legend('network', 'for the network');
legend('disk', 'for the disk');
legend('tasks', 'for other tasks');
legend('blocked', 'blocked in the JDK');
legend('other', 'for anything else');
legend('message', 'message');
legend('fault', 'fault; a cross: a lost message');
legend('match', 'match');

element('title').textContent = data.title;
element('summary').textContent =
  `${count.toLocaleString('en')} events in ${timeText(nanos[count - 1], 1e6)}, ${arrows.length.toLocaleString('en')} messages, ${faults.length.toLocaleString('en')} faults`;
element('axis').textContent = view.byEvent ? 'by time' : 'by event';
readColours();
layOut();
showAll();
choose(-1);
