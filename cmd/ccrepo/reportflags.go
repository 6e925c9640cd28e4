// The flags of a report: its parameters, in the groups in which --help shows them.

package main

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/route"
)

// reportFlags are the flags of a report, in groups.
type reportFlags struct {
	groups []flagGroup
	values map[string]*paramValue
}

type flagGroup struct {
	title string
	flags *pflag.FlagSet
}

// addReportFlags adds a flag for each parameter of a report. Those of filters with an operator are hidden.
func addReportFlags(cmd *cobra.Command, r route.Route) *reportFlags {
	f := &reportFlags{values: map[string]*paramValue{}}
	for _, title := range []string{"Range", "Shape of the answer", "Parameters", "Filters"} {
		set := pflag.NewFlagSet(title, pflag.ContinueOnError)
		set.SortFlags = false
		f.groups = append(f.groups, flagGroup{title, set})
	}
	compiled := query.Compile(r)
	grammar := compiled.ReadingParams()
	for _, p := range compiled.Parameters() {
		group := 3
		switch {
		case slices.Contains([]string{"range", "from", "to", "tz", "hours", "weekdays"}, p.Name):
			group = 0
		case slices.Contains(grammar, p.Name):
			group = 1
		case r.Param(p.Name) != nil:
			group = 2
		}
		switch column := compiled.Column(p.Name); {
		case group == 3 && column != nil:
			p.Description = column.Description
		case p.Name == "format":
			p.Enum, p.Default = append([]string{"table"}, p.Enum...), "table"
			p.Description = "Format of the output."
		case p.Name == "fields":
			p.Description += " all: every one, even if not all fit the terminal."
		}
		value := &paramValue{kind: p.Kind}
		flag := cmd.Flags().VarPF(value, p.Name, "", usageOf(p))
		if p.Kind == route.Bool {
			flag.NoOptDefVal = "true"
		}
		flag.Hidden = p.Operator
		f.values[p.Name] = value
		f.groups[group].flags.AddFlag(flag)
	}
	return f
}

// usageOf returns what a parameter means, which values it has and which it has by default.
func usageOf(p query.Param) string {
	text := strings.TrimSpace(p.Description)
	if len(p.Enum) > 0 {
		text += " One of " + strings.Join(p.Enum, ", ") + "."
	}
	// Bounds that are only those of the type tell nothing.
	if p.Min != "" && p.Max != "" && len(p.Min) < 10 {
		text += " From " + p.Min + " to " + p.Max + "."
	}
	switch {
	case p.Default != "":
		text += " Default: " + p.Default + "."
	case p.Required:
		text += " Required."
	}
	return text
}

// given returns the parameters of the command line.
func (f *reportFlags) given() url.Values {
	out := url.Values{}
	for name, v := range f.values {
		if len(v.texts) > 0 {
			out[name] = slices.Clone(v.texts)
		}
	}
	return out
}

// printUsage prints the flags by their groups, within a width; 0: lines of any length.
func (f *reportFlags) printUsage(cmd *cobra.Command, width int) error {
	w := cmd.OutOrStderr()
	fmt.Fprintf(w, "Usage:\n  %s [flags]\n\nExamples:\n%s\n", cmd.CommandPath(), cmd.Example)
	for _, g := range f.groups {
		if !g.flags.HasAvailableFlags() {
			continue
		}
		fmt.Fprintf(w, "\n%s:\n%s", g.title, g.flags.FlagUsagesWrapped(width))
		if g.title == "Filters" {
			fmt.Fprint(w, "\nA filter selects the rows with the value or, given several times, with any of the values. It may end in an\n"+
				"operator: .ne .gt .gte .lt .lte .like .ilike .null, as in --COLUMN.gte 5 or --COLUMN.null=false.\n")
		}
	}
	fmt.Fprintf(w, "\nSettings:\n%s", cmd.InheritedFlags().FlagUsagesWrapped(width))
	return nil
}

// paramValue takes the values of a parameter, which may be given several times.
type paramValue struct {
	kind  route.Kind
	texts []string
}

// String implements pflag.Value.
func (v *paramValue) String() string { return strings.Join(v.texts, ",") }

// Set implements pflag.Value.
func (v *paramValue) Set(text string) error {
	v.texts = append(v.texts, text)
	return nil
}

// Type implements pflag.Value. A flag of type bool is a switch.
func (v *paramValue) Type() string { return string(v.kind) }
