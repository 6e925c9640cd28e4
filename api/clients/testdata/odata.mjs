// Uses OData at the first argument with public clients, and the metadata with the parser of OData's committee.
import { OData } from "@odata/client";
import csdl from "odata-csdl";
import query from "odata-query";

const base = process.argv[2] + "/odata/";

const messages = [];
const text = await (await fetch(base + "$metadata")).text();
const model = csdl.xml2json(text, { messages, strict: true });
const sets = Object.keys(model.ccrepo.Container).filter((name) => model.ccrepo.Container[name].$Collection);
const listed = (await (await fetch(base)).json()).value.map((entry) => entry.name);
console.log("metadata", messages.length, sets.length > 100, JSON.stringify(sets) === JSON.stringify(listed), model.ccrepo.calls.entered_at.$Type);

// Every entity set answers with the properties that its metadata has, of their types.
const types = { "Edm.Int64": "number", "Edm.Double": "number", "Edm.Decimal": "number", "Edm.Boolean": "boolean" };
let wrong = 0;
for (const set of sets) {
  const answer = await fetch(base + set + "?$top=5");
  const { value, error } = await answer.json();
  if (error && error.code !== "missing_parameter") console.log(set, answer.status, error.message);
  for (const row of value ?? []) {
    const properties = Object.keys(model.ccrepo[set]).filter((name) => !name.startsWith("$") && !name.startsWith("@"));
    if (JSON.stringify(Object.keys(row)) !== JSON.stringify(properties)) wrong++;
    for (const name of properties) {
      const { $Type, $Nullable } = model.ccrepo[set][name];
      if (row[name] === null ? !$Nullable : typeof row[name] !== (types[$Type] ?? "string")) console.log(set, name, row[name], wrong++);
    }
  }
}
console.log("wrong", wrong);

const client = OData.New4({ serviceEndpoint: base, processCsrfToken: false });
const calls = client.getEntitySet("calls");
const sales = OData.newFilter().field("queue").eq("sales").field("visit").gt(0);
const rows = await calls.query(OData.newOptions().filter(sales).orderby("callid", "desc").select(["callid", "queue"]).top(5));
console.log("client", rows.map((row) => row.callid + row.queue).join(" "), await calls.count(sales));

const options = { filter: { queue: { in: ["sales", "support"] }, entered_at: { ge: new Date("2026-03-01T00:00:00Z") }, not: { callid: "2" } }, orderBy: "callid desc", count: true, top: 10 };
const built = await (await fetch(base + "calls" + query(options))).json();
console.log("query", built["@odata.count"], built.value.map((row) => row.callid).join(" "));

const ids = [];
for (let page = base + "queue_log_repo?$select=callid&$count=true"; page; ) {
  const answer = await (await fetch(page, { headers: { Prefer: "odata.maxpagesize=3" } })).json();
  ids.push(answer.value.map((row) => row.callid).join(" ") + (answer["@odata.count"] ? " of " + answer["@odata.count"] : ""));
  page = answer["@odata.nextLink"];
}
console.log("pages", ids.join(" | "));

const refused = await (await fetch(base + "calls?$filter=year(entered_at) eq 2026")).json();
console.log("refused", refused.error.code, refused.error.target);
