package main

import (
	"context"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/spf13/cobra"
)

func newMCPCmd(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "mcp",
		Short: "Offer the reports to a language model by the Model Context Protocol over stdin and stdout",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := p.CheckReports(); err != nil {
				return err
			}
			return p.withServer(cmd.Context(), func(ctx context.Context, a *inProcess) error {
				return a.server.ServeModels(ctx, &sdk.StdioTransport{})
			})
		},
	}
	p.takeSettings(cmd, "tz", "reports")
	return cmd
}
