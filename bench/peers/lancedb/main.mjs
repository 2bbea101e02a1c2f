// LanceDB, told what to do by lines of JSON on the standard input; each is answered by a line of JSON on the standard output.
//   {"do":"load","table":T,"file":F}   rows of F, a line of JSON each            -> {"rows":N}
//   {"do":"index","table":T}           indexes, compaction, old versions removed -> {}
//   {"do":"count","table":T,"where":W} rows that match                           -> {"ms":M,"lines":["N"]}
//   {"do":"version"}                                                             -> {"version":V}
// What fails is answered by {"error":"..."}. The one argument is the directory of the database.
import { createReadStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { connect } from "@lancedb/lancedb";
import { indexes, schemas } from "./schema.mjs";

const batchRows = 50_000;
const database = await connect(process.argv[2]);
const tables = new Map();

async function open(name) {
  if (!tables.has(name)) {
    tables.set(name, await database.openTable(name));
  }
  return tables.get(name);
}

async function load({ table: name, file }) {
  const table = await database.createEmptyTable(name, schemas[name]);
  tables.set(name, table);
  let batch = [];
  let rows = 0;
  const flush = async () => {
    if (batch.length > 0) {
      await table.add(batch);
      rows += batch.length;
      batch = [];
    }
  };
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const row = JSON.parse(line);
    if (row.content !== undefined) {
      row.content = Buffer.from(row.content, "base64");
    }
    batch.push(row);
    if (batch.length >= batchRows) {
      await flush();
    }
  }
  await flush();
  return { rows };
}

async function index({ table: name }) {
  const table = await open(name);
  await table.optimize();
  for (const [column, config] of Object.entries(indexes[name])) {
    await table.createIndex(column, { config });
  }
  await table.optimize({ cleanupOlderThan: new Date(), deleteUnverified: true });
  return {};
}

async function count({ table: name, where }) {
  const table = await open(name);
  const start = performance.now();
  const rows = await table.countRows(where);
  return { ms: performance.now() - start, lines: [String(rows)] };
}

function version() {
  const manifest = new URL("node_modules/@lancedb/lancedb/package.json", import.meta.url);
  return { version: JSON.parse(readFileSync(manifest, "utf8")).version };
}

const actions = { load, index, count, version };
for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const request = JSON.parse(line);
    answer = await actions[request.do](request);
  } catch (error) {
    answer = { error: String(error?.message ?? error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
