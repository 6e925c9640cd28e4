package query

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/ccrepo/ccrepo/api/chart"
	"github.com/ccrepo/ccrepo/route"
)

// Grammar returns the descriptions of the parameters of the common grammar that the route takes.
func (r *Route) Grammar() []Param {
	const (
		beginning   = "Beginning of the range, inclusive: RFC 3339, or a date, which is midnight in tz."
		ordering    = "Columns to order by, with - before a descending one; nulls last. "
		orderingES  = "Columnas por las que se ordena, con - antes de una descendente; los nulos al final. "
		beginningOf = "Beginning of the range of %s, inclusive: RFC 3339, or a date, which is midnight in tz.%s"
	)
	columns, key := strings.Join(r.ColumnNames(), ","), strings.Join(r.rowKey, ", ")
	text := map[string]Param{
		"tz": {
			Label: "Time zone", LabelES: "Zona horaria",
			Description:   "IANA time zone of dates, intervals and the answer; the default is the server's.",
			DescriptionES: "Zona horaria IANA de las fechas, los tramos y la respuesta; por omisión, la del servidor.",
		},
		"fields": {
			Label: "Columns", LabelES: "Columnas",
			General:       "Columns of the answer, in this order, with commas between them. Default: all.",
			Description:   "Columns of the answer, in this order: " + columns + ". Default: all.",
			DescriptionES: "Columnas de la respuesta, en este orden: " + columns + ". Por omisión: todas.",
		},
		"format": {
			Label: "Format", LabelES: "Formato", Enum: r.formatNames(), Default: "json",
			Description:   "Format of the answer; without it Accept decides. ndjson: one JSON object per line, with the members of a row of data. csv: RFC 4180 with a header line of the columns' names; null is an empty field, the empty text is \"\". xlsx: a workbook for spreadsheets, with a last sheet that says what each column means." + r.aboutPictures(route.English),
			DescriptionES: "Formato de la respuesta; sin él decide Accept. ndjson: un objeto JSON por línea, con los miembros de una fila de data. csv: RFC 4180 con una línea de encabezado con los nombres de las columnas; nulo es un campo vacío, el texto vacío es \"\". xlsx: un libro para planillas de cálculo, cuya última hoja dice qué significa cada columna." + r.aboutPictures(route.Spanish), Component: r.formatComponent(),
		},
		"from": {
			Label: "From", LabelES: "Desde", Component: r.rangeComponent(),
			General:       beginning + r.rangeDefault(route.English),
			Description:   fmt.Sprintf(beginningOf, r.Time, r.rangeDefault(route.English)),
			DescriptionES: "Inicio del período de " + r.Time + ", incluido: RFC 3339, o una fecha, que es su medianoche en tz." + r.rangeDefault(route.Spanish),
		},
		"to": {
			Label: "To", LabelES: "Hasta",
			Description:   "End of the range, exclusive: RFC 3339, or a date.",
			DescriptionES: "Fin del período, no incluido: RFC 3339, o una fecha.",
		},
		"range": {
			Label: "Range", LabelES: "Período", Values: rangeValues(),
			Description:   "Instead of from and to: " + strings.Join(RangeNames(), ", ") + " or last-N-days, -hours, -weeks, -months. Past ranges are whole days, weeks from Monday, months or years in tz; present ones end now.",
			DescriptionES: "En lugar de from y to: " + strings.Join(RangeNames(), ", ") + " o last-N-days, -hours, -weeks, -months. Los períodos pasados son días enteros, semanas desde el lunes, meses o años en tz; los actuales terminan ahora.",
		},
		"order": {
			Label: "Order", LabelES: "Orden",
			General:       ordering + "The remaining columns of x-key and, in a report with slots, interval_start are appended.",
			Description:   ordering + "The remaining columns of the key (" + key + ") are appended." + r.orderDefault(route.English),
			DescriptionES: orderingES + "Se agregan las demás columnas de la clave (" + key + ")." + r.orderDefault(route.Spanish),
		},
		"limit": {
			Label: "Maximum of rows", LabelES: "Máximo de filas", Kind: route.Int, Min: "1",
			Description:   fmt.Sprintf("Maximum number of rows; JSON: %d by default, at most %d; the other formats: all by default; a chart draws at most %d.", defaultLimit, maxJSONLimit, chart.MaxLabels),
			DescriptionES: fmt.Sprintf("Cantidad máxima de filas; JSON: %d por omisión, a lo sumo %d; los demás formatos: todas por omisión; un gráfico muestra a lo sumo %d.", defaultLimit, maxJSONLimit, chart.MaxLabels),
		},
		"cursor": {
			Label: "Next page", LabelES: "Página siguiente",
			Description:   "next_cursor (JSON) or X-Next-Cursor (others) of the previous answer to the same request: the next page.",
			DescriptionES: "next_cursor (JSON) o X-Next-Cursor (los demás) de la respuesta anterior al mismo pedido: la página siguiente.",
		},
		"count": {
			Label: "Count", LabelES: "Cantidad", Enum: []string{"exact", "estimated"},
			Values:        []route.Value{{Value: "exact", Label: "Exact", LabelES: "Exacta"}, {Value: "estimated", Label: "Estimated", LabelES: "Estimada"}},
			Description:   "Adds the number of rows that match, counted or estimated (JSON only).",
			DescriptionES: "Agrega la cantidad de filas que coinciden, contada o estimada (solo JSON).",
		},
		"by": {
			Label: "Group by", LabelES: "Agrupar por",
			Description:   "Groups the rows by columns, with commas between them: queue; a time by a slot or its place, entered_at.hour (" + strings.Join(windows(), ", ") + "), in tz; a number by bands, wait_seconds.band:30. The columns of the answer are queue, entered_at_hour, wait_seconds_band, the figures of agg, and rows, the URL of the rows of the group.",
			DescriptionES: "Agrupa las filas por columnas, separadas por comas: queue; una hora por un tramo o por su lugar, entered_at.hour (" + strings.Join(windows(), ", ") + "), en tz; un número por bandas, wait_seconds.band:30. Las columnas de la respuesta son queue, entered_at_hour, wait_seconds_band, las cantidades de agg y rows, la URL de las filas del grupo.",
		},
		"agg": {
			Label: "Figures of the groups", LabelES: "Cantidades de los grupos",
			Description:   "With by: figures of each group, with commas between them: count (the default), share, and functions of columns, as wait_seconds.avg, which is named wait_seconds_avg: " + strings.Join(functions(), ", ") + ". They are filtered by their names, as in count.gte=10.",
			DescriptionES: "Con by: cantidades de cada grupo, separadas por comas: count (por omisión), share, y funciones de columnas, como wait_seconds.avg, que se llama wait_seconds_avg: " + strings.Join(functions(), ", ") + ". Se filtran por sus nombres, como en count.gte=10.",
		},
		"interval": {
			Label: "Interval", LabelES: "Intervalo", Enum: intervals(), Values: intervalValues(),
			Description:   "Length of the slots; without it the whole range is one slot.",
			DescriptionES: "Duración de los tramos; sin él todo el período es un solo tramo.",
		},
		"hours": {
			Label: "Hours", LabelES: "Horas",
			Description:   "Hours of the day to include, such as 08:30-17:15, or 22:00-06:00, which includes midnight.",
			DescriptionES: "Horas del día que se incluyen, como 08:30-17:15, o 22:00-06:00, que incluye la medianoche.",
		},
		"weekdays": {
			Label: "Weekdays", LabelES: "Días de la semana",
			Description:   "ISO weekdays to include, such as 1-5 or 1,3; 1 is Monday. If hours include midnight, the weekday is that of their beginning.",
			DescriptionES: "Días de la semana ISO que se incluyen, como 1-5 o 1,3; 1 es lunes. Si las horas incluyen la medianoche, el día es el de su inicio.",
		},
		"compare": {
			Label: "Compare", LabelES: "Comparar", Enum: []string{"previous"},
			Values:        []route.Value{{Value: "previous", Label: "With the preceding range", LabelES: "Con el período anterior"}},
			Description:   "previous: adds to each column its value in the preceding range, as column" + previousSuffix + ": as many slots before the first, or without interval a range of equal length.",
			DescriptionES: "previous: agrega a cada columna su valor en el período anterior, como columna" + previousSuffix + ": la misma cantidad de tramos antes del primero o, sin intervalo, un período de igual duración.",
		},
		"explain": {
			Label: "Explain", LabelES: "Explicar", Kind: route.Bool,
			Description:   "Adds the formula of each column, the columns of which a rate is computed, and the URL template of the rows that a count counts (JSON only).",
			DescriptionES: "Agrega la fórmula de cada columna, las columnas de las que se calcula una tasa, y la plantilla de URL de las filas que una cantidad cuenta (solo JSON).",
		},
		"source": {
			Label: "Source", LabelES: "Origen", Enum: []string{"visits"},
			Values:        []route.Value{{Value: "visits", Label: "Visits", LabelES: "Visitas"}},
			Description:   "visits: computes everything from the single visits, also where sums of quarters of an hour are stored; the figures are the same.",
			DescriptionES: "visits: calcula todo a partir de cada visita, también donde hay sumas guardadas por cuarto de hora; las cifras son las mismas.",
		},
		"total": {
			Label: "Total", LabelES: "Total", Kind: route.Bool,
			Description:   "Whether the total follows the rows of a report with slots, or the groups of by; the default is true in JSON, false in the other formats.",
			DescriptionES: "Si el total sigue a las filas de un reporte con tramos, o a los grupos de by; por omisión es true en JSON y false en los demás formatos.",
		},
		"lang": LanguageParam(),
		"dialect": {
			Label: "Dialect", LabelES: "Dialecto", Enum: []string{"excel-es"},
			Description:   "excel-es: csv as Excel in Spanish reads it: separator=semicolon, decimal=\",\", bom=true and dates=local; each can be given beside it.",
			DescriptionES: "excel-es: csv como lo lee Excel en español: separator=semicolon, coma decimal, bom=true y dates=local; cada uno se puede dar además.",
		},
		"separator": {
			Label: "Separator", LabelES: "Separador", Enum: slices.Sorted(maps.Keys(separators())), Default: ",",
			Description:   "Character between the fields of csv.",
			DescriptionES: "Carácter entre los campos de csv.",
		},
		"decimal": {
			Label: "Decimal sign", LabelES: "Signo decimal", Enum: []string{".", ","}, Default: ".",
			Description:   "Character before the decimals of numbers in csv.",
			DescriptionES: "Carácter antes de los decimales de los números en csv.",
		},
		"bom": {
			Label: "Byte order mark", LabelES: "Marca de orden de bytes", Kind: route.Bool,
			Description:   "Whether csv begins with a byte order mark, by which spreadsheets know that it is UTF-8.",
			DescriptionES: "Si csv empieza con una marca de orden de bytes, por la que las planillas saben que es UTF-8.",
		},
		"dates": {
			Label: "Dates", LabelES: "Fechas", Enum: []string{"rfc3339", "local"}, Default: "rfc3339",
			Description:   "local: times in csv as the clock of tz shows them, 2026-01-31 08:00:00, which spreadsheets read.",
			DescriptionES: "local: las horas en csv como las muestra el reloj de tz, 2026-01-31 08:00:00, que las planillas leen.",
		},
		"width": {
			Label: "Width", LabelES: "Ancho", Kind: route.Int, Min: strconv.Itoa(chart.MinWidth), Max: strconv.Itoa(chart.MaxWidth), Default: strconv.Itoa(chart.DefaultWidth),
			Description:   "Width of the chart in pixels (svg, png).",
			DescriptionES: "Ancho del gráfico en píxeles (svg, png).",
		},
		"height": {
			Label: "Height", LabelES: "Alto", Kind: route.Int, Min: strconv.Itoa(chart.MinHeight), Max: strconv.Itoa(chart.MaxHeight), Default: strconv.Itoa(chart.DefaultHeight),
			Description:   "Height of the chart in pixels (svg, png).",
			DescriptionES: "Alto del gráfico en píxeles (svg, png).",
		},
		"labels": {
			Label: "Headings", LabelES: "Encabezados", Kind: route.Bool,
			Description:   "Heads the columns with their labels in the language and their units, instead of their names (csv); xlsx has labels unless it is false.",
			DescriptionES: "Encabeza las columnas con sus títulos en el idioma y sus unidades, en lugar de sus nombres (csv); xlsx tiene los títulos salvo que sea false.",
		},
	}
	var out []Param
	for _, name := range r.ReadingParams() {
		info := text[name]
		info.Name = name
		info.General, info.Component = cmp.Or(info.General, info.Description), cmp.Or(info.Component, name)
		if info.Kind == "" {
			info.Kind = route.Text
		}
		out = append(out, info)
	}
	return out
}

// LanguageParam returns the description of the parameter lang.
func LanguageParam() Param {
	return Param{
		Name: "lang", Kind: route.Text, Label: "Language", LabelES: "Idioma", Enum: LanguageNames(),
		Values:        []route.Value{{Value: "en", Label: "English", LabelES: "Inglés"}, {Value: "es", Label: "Spanish", LabelES: "Español"}},
		Description:   "Language of labels, of explanations and of errors; without it Accept-Language decides, else it is English.",
		DescriptionES: "Idioma de los títulos, las explicaciones y los errores; sin él decide Accept-Language y, si no, es inglés.",
	}
}

// rangeValues returns the labels of the named ranges.
func rangeValues() []route.Value {
	return []route.Value{
		{Value: "today", Label: "Today", LabelES: "Hoy"},
		{Value: "yesterday", Label: "Yesterday", LabelES: "Ayer"},
		{Value: "this-week", Label: "This week", LabelES: "Esta semana"},
		{Value: "last-week", Label: "Last week", LabelES: "La semana pasada"},
		{Value: "this-month", Label: "This month", LabelES: "Este mes"},
		{Value: "last-month", Label: "Last month", LabelES: "El mes pasado"},
		{Value: "this-year", Label: "This year", LabelES: "Este año"},
		{Value: "last-year", Label: "Last year", LabelES: "El año pasado"},
		{Value: "last-24-hours", Label: "Last 24 hours", LabelES: "Últimas 24 horas"},
		{Value: "last-7-days", Label: "Last 7 days", LabelES: "Últimos 7 días"},
		{Value: "last-30-days", Label: "Last 30 days", LabelES: "Últimos 30 días"},
	}
}

// intervalValues returns the labels of the lengths of slots.
func intervalValues() []route.Value {
	return []route.Value{
		{Value: "15m", Label: "15 minutes", LabelES: "15 minutos"},
		{Value: "30m", Label: "30 minutes", LabelES: "30 minutos"},
		{Value: "hour", Label: "Hour", LabelES: "Hora"},
		{Value: "day", Label: "Day", LabelES: "Día"},
		{Value: "week", Label: "Week", LabelES: "Semana"},
		{Value: "month", Label: "Month", LabelES: "Mes"},
	}
}

// aboutPictures says what the formats of a chart are; empty if there is none.
func (r *Route) aboutPictures(in route.Language) string {
	if r.TakesGroups() {
		return in.Of(" svg, png: the chart of groups (by).", " svg, png: el gráfico de los grupos (by).")
	}
	if r.Chart == nil {
		return ""
	}
	return in.Of(" svg, png: the report's chart.", " svg, png: el gráfico del reporte.")
}

// formatComponent is the name of the parameter format with the formats of this route.
func (r *Route) formatComponent() string {
	switch {
	case r.TakesGroups():
		return "format.groups"
	case r.Chart == nil:
		return "format"
	}
	return "format.chart"
}

func (r *Route) orderDefault(in route.Language) string {
	if r.Order == "" {
		return ""
	}
	return in.Of(" Default: ", " Por omisión: ") + r.Order + "."
}

func (r *Route) rangeDefault(in route.Language) string {
	if r.TimeRequired && !r.One {
		return in.Of(" Default: the last 24 hours.", " Por omisión: las últimas 24 horas.")
	}
	return in.Of(" Default: all history.", " Por omisión: toda la historia.")
}

// rangeComponent is the name of the parameter from with the default of this route.
func (r *Route) rangeComponent() string {
	if r.TimeRequired && !r.One {
		return "from"
	}
	return "from.any"
}

// RangeParams returns the parameters of an endpoint that takes only a range.
func RangeParams() []Param { return rangeRoute().Grammar() }
