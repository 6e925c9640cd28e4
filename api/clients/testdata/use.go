// Uses the generated client against the server at the first argument.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/google/uuid"

	"github.com/ccrepo/ccrepo/api/clients/ccrepo"
)

func main() {
	if err := use(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func use(ctx context.Context, url string) error {
	client, err := ccrepo.NewClientWithResponses(url)
	if err != nil {
		return err
	}
	report, err := client.QueueSummaryWithResponse(ctx, &ccrepo.QueueSummaryParams{
		From: new("2026-03-10"), To: new("2026-03-11"), Queue: &[]string{"sales", "support"}, Filter: &ccrepo.Filter{"offered.gt": 1},
	})
	if err != nil {
		return err
	}
	for _, row := range report.JSON200.Data {
		fmt.Println("report", *row.Queue, *row.Offered)
	}
	fmt.Println("total", *report.JSON200.Total.Offered, report.JSON200.Tz)
	rows, err := client.ListQueueLogRepoWithResponse(ctx, &ccrepo.ListQueueLogRepoParams{
		From: new("2026-03-10"), To: new("2026-03-11"), Limit: new(1), Filter: &ccrepo.Filter{"event.ilike": "enter*", "agent.null": true},
	})
	if err != nil {
		return err
	}
	fmt.Println("rows", len(rows.JSON200.Data), *rows.JSON200.Data[0].Callid, rows.JSON200.NextCursor != nil)
	wrong, err := client.QueueSummaryWithResponse(ctx, &ccrepo.QueueSummaryParams{Filter: &ccrepo.Filter{"ofered": 1}})
	if err != nil {
		return err
	}
	fmt.Println("problem", wrong.StatusCode(), wrong.ApplicationproblemJSON4XX.Code)
	tag, err := client.AddTagWithResponse(ctx, &ccrepo.AddTagParams{IdempotencyKey: new(uuid.NewString())}, ccrepo.NewTag{Guid: "g", Time: 3, Comment: "good"})
	if err != nil {
		return err
	}
	if tag.JSON201 == nil {
		return fmt.Errorf("add tag: %s", tag.Body)
	}
	fmt.Println("tag", tag.StatusCode(), tag.JSON201.Guid)
	return nil
}
