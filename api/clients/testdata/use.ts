// Uses the generated types against the server at the first argument.
import createClient from "openapi-fetch";
import type { components, paths } from "./ccrepo.js";

declare const process: { argv: string[] };

const client = createClient<paths, "application/json" | "application/problem+json">({ baseUrl: process.argv[2] });

const report = await client.GET("/v1/reports/queue-summary", {
  params: { query: { from: "2026-03-10", to: "2026-03-11", queue: ["sales", "support"], filter: { "offered.gt": 1 } } },
});
for (const row of report.data!.data) {
  const queue: string | undefined = row.queue;
  console.log("report", queue, row.offered);
  // @ts-expect-error: the report has no such column
  row.ofered;
}
// In the total, what the report is divided by is null.
const total: components["schemas"]["QueueSummaryTotal"] = report.data!.total!;
console.log("total", total.offered, report.data!.tz);

const rows = await client.GET("/v1/tables/queue_log_repo", {
  params: { query: { from: "2026-03-10", to: "2026-03-11", limit: 1, filter: { "event.ilike": "enter*", "agent.null": true } } },
});
console.log("rows", rows.data!.data.length, rows.data!.data[0]!.callid, rows.data!.next_cursor !== null);

const wrong = await client.GET("/v1/reports/queue-summary", { params: { query: { filter: { ofered: 1 } } } });
console.log("problem", wrong.response.status, wrong.error!.code);

const tag = await client.POST("/v1/tags", {
  params: { header: { "Idempotency-Key": crypto.randomUUID() } },
  body: { guid: "g", time: 3, comment: "good" },
});
console.log("tag", tag.response.status, tag.data!.guid);
