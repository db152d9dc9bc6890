// The licences of what the bundle holds, in one file: `node assets/licences.js TARGET`.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const bundled = Object.entries(lock.packages).filter(([path, entry]) => path && !entry.dev).sort();

const parts = bundled.map(([path, entry]) => {
  const file = readdirSync(path).find((name) => /^licen[cs]e/i.test(name));
  if (!file && !entry.license) throw new Error(`${path} states no licence`);
  const text = file ? readFileSync(`${path}/${file}`, "utf8").trim() : entry.license;
  return `${path.replace("node_modules/", "")} ${entry.version}\n\n${text}\n`;
});
writeFileSync(process.argv[2], parts.join(`\n${"-".repeat(72)}\n\n`));
