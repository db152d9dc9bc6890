// A bar or line chart of a result with a label and a number in each row, as SVG; texts go in as text only.

const SVG = "http://www.w3.org/2000/svg";
const MOST = 60;
const NUMBER = /(integer|decimal|double|float|int|long|nonNegativeInteger)$/;
const YEAR = /^(year|年份)$/i;

function node(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text !== undefined) made.textContent = text;
  return made;
}

const numeric = (term) => term && term.type === "literal" && NUMBER.test(term.datatype || "") && isFinite(Number(term.value));

/** The columns that can be drawn: { label, number, line }; null where there are none. */
export function drawable(names, rows) {
  const filled = (name) => rows.filter((row) => row[name]);
  const number = names.filter((name) => filled(name).length && filled(name).every((row) => numeric(row[name])));
  const value = number.filter((name) => !YEAR.test(name)).pop();
  const label = number.find((name) => YEAR.test(name)) || names.find((name) => name !== value && !number.includes(name) && filled(name).some((row) => row[name].type === "literal"))
    || names.find((name) => name !== value);
  return value && label ? { label, number: value, line: YEAR.test(label) } : null;
}

const short = (text, most) => (Array.from(text).length > most ? Array.from(text).slice(0, most - 1).join("") + "…" : text);

function ticks(most) {
  const step = 10 ** Math.floor(Math.log10(most || 1));
  const wide = most / step > 5 ? step * 2 : most / step > 2 ? step : step / 2;
  const found = [];
  for (let at = 0; at <= most + wide * 0.001; at += wide) found.push(Number(at.toPrecision(12)));
  return found;
}

function frame(width, height, title) {
  const svg = node("svg", { viewBox: `0 0 ${width} ${height}`, class: "drawn", role: "img", "aria-label": title });
  svg.append(node("title", {}, title));
  return svg;
}

export function bars(points, titles) {
  const [left, right, top, step] = [190, 640, 30, 24];
  const height = top + points.length * step + 50;
  const svg = frame(700, height, `${titles.label} · ${titles.number}`);
  const most = Math.max(0, ...points.map((point) => point.value));
  const least = Math.min(0, ...points.map((point) => point.value));
  const at = (value) => left + ((right - left) * (value - least)) / (most - least || 1);
  for (const tick of ticks(most)) {
    svg.append(node("line", { x1: at(tick), x2: at(tick), y1: top, y2: height - 40, class: "grid" }));
    svg.append(node("text", { x: at(tick), y: height - 24, "text-anchor": "middle" }, String(tick)));
  }
  points.forEach((point, index) => {
    const y = top + index * step;
    const name = node("text", { x: left - 8, y: y + 16, "text-anchor": "end" }, short(point.label, 12));
    name.append(node("title", {}, point.label));
    const x = Math.min(at(0), at(point.value));
    svg.append(name, node("rect", { x, y: y + 3, width: Math.abs(at(point.value) - at(0)), height: step - 8, class: "bar" }));
    svg.append(node("text", { x: Math.max(at(0), at(point.value)) + 5, y: y + 16 }, point.text));
  });
  svg.append(node("text", { x: left - 8, y: 16, "text-anchor": "end", class: "axis" }, titles.label));
  svg.append(node("text", { x: right, y: height - 6, "text-anchor": "end", class: "axis" }, titles.number));
  return svg;
}

function line(points, titles) {
  const [left, right, top, bottom] = [60, 670, 30, 260];
  const svg = frame(700, 310, `${titles.label} · ${titles.number}`);
  const years = points.map((point) => Number(point.label));
  const [first, last] = [Math.min(...years), Math.max(...years)];
  const most = Math.max(0, ...points.map((point) => point.value));
  const x = (year) => left + ((right - left) * (year - first)) / (last - first || 1);
  const y = (value) => bottom - ((bottom - top) * value) / (most || 1);
  for (const tick of ticks(most)) {
    svg.append(node("line", { x1: left, x2: right, y1: y(tick), y2: y(tick), class: "grid" }));
    svg.append(node("text", { x: left - 8, y: y(tick) + 4, "text-anchor": "end" }, String(tick)));
  }
  const ordered = [...points].sort((one, other) => one.label - other.label);
  svg.append(node("polyline", { points: ordered.map((point) => `${x(point.label)},${y(point.value)}`).join(" "), class: "line" }));
  for (const point of ordered) svg.append(node("circle", { cx: x(point.label), cy: y(point.value), r: 4, class: "bar" }));
  for (const year of new Set([first, last])) {
    svg.append(node("text", { x: x(year), y: bottom + 18, "text-anchor": "middle" }, String(year)));
  }
  svg.append(node("text", { x: right, y: 304, "text-anchor": "end", class: "axis" }, titles.label));
  svg.append(node("text", { x: 4, y: 16, class: "axis" }, titles.number));
  return svg;
}

/** The chart of the first rows: { svg, shown, of }; null where nothing can be drawn. */
export function chart(names, rows, titles = {}) {
  const columns = drawable(names, rows);
  if (!columns) return null;
  const whole = rows.filter((row) => row[columns.label] && row[columns.number]);
  const points = whole.slice(0, MOST).map((row) => ({
    label: row[columns.label].value,
    value: Number(row[columns.number].value),
    text: row[columns.number].value,
  }));
  const named = { label: titles[columns.label] || columns.label, number: titles[columns.number] || columns.number };
  return { svg: (columns.line ? line : bars)(points, named), shown: points.length, of: whole.length };
}
