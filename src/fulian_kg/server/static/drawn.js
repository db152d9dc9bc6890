// The chart of a stored query: its table, drawn; the table stays what it is.

import { bars } from "./chart.js";

const place = document.querySelector("[data-chart]");
const cells = (row) => Array.from(row.cells, (cell) => cell.textContent.trim());
const whole = /^\d+(\.\d+)?$/;

if (place) {
  const [heads, ...rows] = Array.from(document.querySelectorAll("#main table tr"), cells);
  const number = heads.findIndex((_, column) => column > 0 && rows.every((row) => whole.test(row[column])));
  if (number > 0) {
    const points = rows.map((row) => ({ label: row[0], value: Number(row[number]), text: row[number] }));
    place.append(bars(points, { label: heads[0], number: heads[number] }));
    place.hidden = false;
  }
}
