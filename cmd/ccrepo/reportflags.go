// The flags of a report: its parameters, in the groups in which --help shows them.

package main

import (
	"cmp"
	"fmt"
	"io"
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
	route  route.Route
	groups []flagGroup
	params map[string]query.Param
	values map[string]*paramValue
}

type flagGroup struct {
	title, titleES string
	flags          *pflag.FlagSet
}

// addReportFlags adds a flag for each parameter of a report. Those of filters with an operator are hidden.
func addReportFlags(cmd *cobra.Command, r route.Route) *reportFlags {
	f := &reportFlags{route: r, params: map[string]query.Param{}, values: map[string]*paramValue{}}
	for _, title := range [][2]string{{"Range", "Período"}, {"Shape of the answer", "Forma de la respuesta"}, {"Parameters", "Parámetros"}, {"Filters", "Filtros"}} {
		set := pflag.NewFlagSet(title[0], pflag.ContinueOnError)
		set.SortFlags = false
		f.groups = append(f.groups, flagGroup{title[0], title[1], set})
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
			p.Description, p.DescriptionES = column.Description, column.DescriptionES
		case p.Name == "format":
			p.Enum, p.Default = append([]string{"table"}, p.Enum...), "table"
			p.Description, p.DescriptionES = "Format of the output.", "Formato de la salida."
		case p.Name == "lang":
			p.Description = "Language of headings, explanations and errors; without it that of LC_ALL, LC_MESSAGES or LANG."
			p.DescriptionES = "Idioma de los títulos, las explicaciones y los errores; sin él, el de LC_ALL, LC_MESSAGES o LANG."
		case p.Name == "fields":
			p.Description += " all: every one, even if not all fit the terminal."
			p.DescriptionES += " all: todas, aunque no quepan en la terminal."
		}
		value := &paramValue{kind: p.Kind}
		flag := cmd.Flags().VarPF(value, p.Name, "", usageOf(p, route.English))
		f.params[p.Name] = p
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
func usageOf(p query.Param, in route.Language) string {
	text := strings.TrimSpace(in.Of(p.Description, p.DescriptionES))
	if len(p.Enum) > 0 {
		text += in.Of(" One of ", " Uno de ") + strings.Join(p.Enum, ", ") + "."
	}
	// Bounds that are only those of the type tell nothing.
	if p.Min != "" && p.Max != "" && len(p.Min) < 10 {
		text += in.Of(" From ", " De ") + p.Min + in.Of(" to ", " a ") + p.Max + "."
	}
	switch {
	case p.Default != "":
		text += in.Of(" Default: ", " Por omisión: ") + p.Default + "."
	case p.Required:
		text += in.Of(" Required.", " Obligatorio.")
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

// language returns the language of the flag --lang, else that of the environment.
func (p *program) language(lang string) route.Language {
	if lang != "" {
		return query.LanguageOf(url.Values{"lang": {lang}}, nil)
	}
	if strings.HasPrefix(cmp.Or(p.getenv("LC_ALL"), p.getenv("LC_MESSAGES"), p.getenv("LANG")), string(route.Spanish)) {
		return route.Spanish
	}
	return route.English
}

// printHelp prints what the report answers, and its flags.
func (f *reportFlags) printHelp(cmd *cobra.Command, width int, in route.Language) {
	r := f.route
	fmt.Fprintln(cmd.OutOrStdout(), strings.TrimSpace(in.Of(r.Summary, r.SummaryES)+"\n\n"+in.Of(r.Description, r.DescriptionES))+"\n")
	f.printUsage(cmd.OutOrStdout(), cmd, width, in)
}

// printUsage prints the flags by their groups, within a width; 0: lines of any length.
func (f *reportFlags) printUsage(w io.Writer, cmd *cobra.Command, width int, in route.Language) {
	fmt.Fprintf(w, in.Of("Usage:\n  %s [flags]\n\nExamples:\n%s\n", "Uso:\n  %s [opciones]\n\nEjemplos:\n%s\n"), cmd.CommandPath(), cmd.Example)
	for _, g := range f.groups {
		if !g.flags.HasAvailableFlags() {
			continue
		}
		g.flags.VisitAll(func(flag *pflag.Flag) { flag.Usage = usageOf(f.params[flag.Name], in) })
		fmt.Fprintf(w, "\n%s:\n%s", in.Of(g.title, g.titleES), g.flags.FlagUsagesWrapped(width))
		if g.title == "Filters" {
			fmt.Fprint(w, in.Of("\nA filter selects the rows with the value or, given several times, with any of the values. It may end in an\n"+
				"operator: .ne .gt .gte .lt .lte .like .ilike .null, as in --COLUMN.gte 5 or --COLUMN.null=false.\n",
				"\nUn filtro elige las filas con el valor o, dado varias veces, con cualquiera de los valores. Puede terminar en un\n"+
					"operador: .ne .gt .gte .lt .lte .like .ilike .null, como en --COLUMNA.gte 5 o --COLUMNA.null=false.\n"))
		}
	}
	fmt.Fprintf(w, "\n%s:\n%s", in.Of("Settings", "Configuración"), cmd.InheritedFlags().FlagUsagesWrapped(width))
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
