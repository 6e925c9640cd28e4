package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/ccrepo/ccrepo/doctor"
	"github.com/ccrepo/ccrepo/settings"
	"github.com/ccrepo/ccrepo/sitereport"
)

func newDoctorCmd(p *program) *cobra.Command {
	var host string
	var managed, fixSQL bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Examine database, settings and certificate, and say what to correct",
		Long: `Looks for what is wrong with the database, the settings and the certificate that ccrepo serve would
use, and says what to do about each finding. It changes nothing. Give it the flags, the environment and
the file that serve has. The status is 1 if there is an error; warnings alone leave it 0.

With --fix-sql it prints the statements that correct roles, settings and rights, for psql: also those that an
administrator runs before the first migration, and those that a dump of the database lacks.`,
		Example: `  ccrepo doctor
  ccrepo doctor --fix-sql --database-url "$URL" | psql "$ADMINISTRATOR_URL"`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			d := doctor.New(p.Settings)
			d.Environ, d.Host = p.environ(), host
			opened, err := p.openDatabase(cmd.Context())
			if err != nil {
				d.OpenError = err
			} else {
				defer func() { _ = opened.Close() }()
				d.DB, d.Embedded = opened.DB, opened.server != nil
				if p.Reports != "" && p.CheckReports() == nil {
					d.Reports = func(ctx context.Context) ([]sitereport.File, error) {
						files, _, err := p.siteFiles(ctx, opened)
						return files, err
					}
				}
			}
			d.Managed = managed
			if fixSQL {
				return d.FixSQL(cmd.Context(), p.stdout)
			}
			return doctor.Print(p.stdout, d.Examine(cmd.Context()))
		},
	}
	p.takeSettings(cmd, settings.Serving()...)
	cmd.Flags().StringVar(&host, "host", "", "name by which clients know the server: the certificate must be for it")
	cmd.Flags().BoolVar(&managed, "managed", false, "no login of this server is superuser: what only a superuser can correct is a warning")
	cmd.Flags().BoolVar(&fixSQL, "fix-sql", false, "print the statements that correct roles, settings and rights, and run none of them")
	cmd.AddCommand(newDoctorCRMCmd(p))
	return cmd
}

func newDoctorCRMCmd(p *program) *cobra.Command {
	var origin string
	cmd := &cobra.Command{
		Use:   "crm URL --origin ORIGIN",
		Short: "Examine a CRM's page as a browser that shows it in a frame of uContact",
		Long: `Looks at a CRM's page as a browser does that shows it in a frame of another page, and says what to do about each
finding: the certificate and its chain, redirects, frame-ancestors and X-Frame-Options, CORS, and what becomes of the
cookies. ORIGIN is the page around it, as browsers send it. Of cookies only the names are shown. The status is 1 where
there is an error; warnings alone leave it 0.

Authorities are those that this machine trusts; SSL_CERT_FILE names others.`,
		Example: "  ccrepo doctor crm 'https://crm.example.com/customers?searchByPhoneNumber=3312345678' --origin https://ucontact.example.com",
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			crm, err := doctor.NewCRM(args[0], origin)
			if err != nil {
				return &usageError{err}
			}
			return doctor.Print(p.stdout, crm.Examine(cmd.Context()))
		},
	}
	cmd.Flags().StringVar(&origin, "origin", "", "origin of the page that shows the CRM, such as https://ucontact.example.com")
	return cmd
}
