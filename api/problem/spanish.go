package problem

import (
	"fmt"
	"maps"
	"strings"

	"github.com/ccrepo/ccrepo/route"
)

// nearest begins the end of a message that names a similar name.
const nearest = "; the nearest is "

// Text is an English text with its values, so that it can be translated. It is an error, for functions that return one
// as the message of a problem.
type Text struct {
	english string // with its values
	format  string
	args    []any
}

// Textf returns a text. A value that is a Text or a Translated is translated with it.
func Textf(format string, args ...any) Text {
	return Text{fmt.Sprintf(format, args...), format, args}
}

func (t Text) Error() string { return t.english }

// Translated is a text in both languages, as a value of a Text.
type Translated struct{ English, Spanish string }

func (t Translated) String() string { return t.English }

// spanish returns the text in Spanish, or in English if it has no translation.
func (t Text) spanish(texts map[string]string) string {
	args := make([]any, len(t.args))
	for i, arg := range t.args {
		switch arg := arg.(type) {
		case Text:
			args[i] = arg.spanish(texts)
		case interface{ Text() (string, []any) }: // of a package that knows no problems
			format, values := arg.Text()
			args[i] = Textf(format, values...).spanish(texts)
		case Translated:
			args[i] = route.Spanish.Of(arg.English, arg.Spanish)
		case string:
			args[i] = arg
			if same, known := texts[arg]; known {
				args[i] = same
			} else if name, isHint := strings.CutPrefix(arg, nearest); isHint {
				args[i] = texts[nearest] + name
			}
		case error:
			args[i] = arg
			if same, known := texts[arg.Error()]; known {
				args[i] = same
			}
		default:
			args[i] = arg
		}
	}
	format := t.format
	if spanish, known := texts[format]; known {
		format = spanish
	} else if format != "%s" {
		return t.english
	}
	return fmt.Sprintf(format, args...)
}

// spanishDetails returns the Spanish of the details, by their format in English.
func spanishDetails() map[string]string {
	all := spanishReadingDetails()
	maps.Copy(all, spanishWriteDetails())
	return all
}

// spanishReadingDetails is spanishDetails for the details that readers get.
func spanishReadingDetails() map[string]string {
	return map[string]string{ //nolint:gosec // texts about keys and tokens
		nearest: "; el más parecido es ",
		" (The first %d are listed; %d more are wrong.)": " (Se listan los primeros %d; hay %d más con errores.)",

		// OData.
		"the answers are in version %s of OData, not in %s or earlier": "las respuestas están en la versión %s de OData, no en %s ni anteriores",
		"it ends where %s is expected":                                 "termina donde se espera %s",
		"%s is expected at %q":                                         "se espera %s en %q",
		"%s is not supported; there is eq, ne, gt, ge, lt, le, in, contains, startswith and endswith, combined by and": "%s no se admite; hay eq, ne, gt, ge, lt, le, in, contains, startswith y endswith, combinados con and",
		"it is nested more than %d times":                                            "está anidado más de %d veces",
		"or is supported only between equalities of one property":                    "or solo se admite entre igualdades de una misma propiedad",
		"not is supported only before eq, ne and in":                                 "not solo se admite antes de eq, ne e in",
		"a condition must compare a property with a value":                           "una condición tiene que comparar una propiedad con un valor",
		"%s compares with a text: write it in single quotes":                         "%s compara con un texto: escríbalo entre comillas simples",
		"A row cannot be requested by its key; filter the entity set by $filter.":    "Una fila no se puede pedir por su clave; filtre el conjunto de entidades con $filter.",
		"There is no entity set %q%s. GET %s lists them.":                            "No hay un conjunto de entidades %q%s. GET %s los lista.",
		"the query string is not well-formed: escape %% in values":                   "la cadena de consulta no es válida: escape %% en los valores",
		"The format is application/json, with odata.metadata=minimal, full or none.": "El formato es application/json, con odata.metadata=minimal, full o none.",
		"%q is not a whole number of at least 0":                                     "%q no es un número entero de al menos 0",
		"the option %s is not supported":                                             "la opción %s no se admite",
		"aliases of parameters are not supported: write the value itself":            "los alias de parámetros no se admiten: escriba el valor mismo",
		"columns are filtered by $filter, as in $filter=%s eq …":                     "las columnas se filtran con $filter, como en $filter=%s eq …",
		"there is no option %q%s":                                                    "no hay una opción %q%s",
		"a property is missing":                                                      "falta una propiedad",
		"an order by other than properties, such as %s, is not supported":            "un orden que no sea por propiedades, como %s, no se admite",
		"%q is neither asc nor desc":                                                 "%q no es asc ni desc",
		"%s is not a text, which %s needs":                                           "%s no es un texto, que %s necesita",
		"%s is true or false, which %s cannot compare":                               "%s es verdadero o falso, que %s no puede comparar",
		"two conditions by %s for %s are not supported":                              "dos condiciones con %s para %s no se admiten",
		"%s with a text that ends with a backslash is not supported":                 "%s con un texto que termina en barra invertida no se admite",
		"%s is compared with %s, but its type is %s: write %s":                       "%s se compara con %s, pero su tipo es %s: escriba %s",
		"%q is out of range":                                                         "%q está fuera de los límites",
		"%s has no property %q%s":                                                    "%s no tiene la propiedad %q%s",

		// Any request.
		"The query was stopped. Request a shorter range, or fewer columns.":                                                                                   "La consulta se detuvo. Pida un período más corto, o menos columnas.",
		"Nothing was changed. Try again in a few seconds.":                                                                                                    "No se cambió nada. Vuelva a intentarlo en unos segundos.",
		"The database cannot be reached or is overloaded. Try again in a few seconds.":                                                                        "No se puede acceder a la base de datos, o está sobrecargada. Vuelva a intentarlo en unos segundos.",
		"The server is being shut down. Try again: another server, or this one after its restart, will answer.":                                               "El servidor se está apagando. Vuelva a intentarlo: responderá otro servidor, o este después de reiniciarse.",
		"This key sees only its campaigns; the data here belongs to none of them, or to all campaigns together. Use a key without such a limit.":              "Esta clave solo ve sus campañas; los datos de aquí no pertenecen a ninguna de ellas, o a todas las campañas juntas. Use una clave sin ese límite.",
		"There is nothing at %s%s. GET /v1 lists what there is.":                                                                                              "No hay nada en %s%s. GET /v1 lista lo que hay.",
		"There is no event log %s; there are %s%s.":                                                                                                           "No hay un registro de eventos %s; hay %s%s.",
		"%s has no event %s in the catalogue; the nearest is %s. GET %s%s lists them; rows of any event are at /v1/tables/%s?event=%s.":                       "%s no tiene un evento %s en el catálogo; el más parecido es %s. GET %s%s los lista; las filas de cualquier evento están en /v1/tables/%s?event=%s.",
		"Keep the connection open until the answer has come.":                                                                                                 "Mantenga abierta la conexión hasta que llegue la respuesta.",
		"This key may send %g requests a second. Wait for the seconds in Retry-After.":                                                                        "Esta clave puede enviar %g pedidos por segundo. Espere los segundos de Retry-After.",
		"This key may run %d queries at once. Wait for one of them to end.":                                                                                   "Esta clave puede ejecutar %d consultas a la vez. Espere a que termine una de ellas.",
		"The maximum number of queries is running. Try again in a moment.":                                                                                    "Se está ejecutando la cantidad máxima de consultas. Vuelva a intentarlo en un momento.",
		"Send an API key as Authorization: Bearer; ccrepo key create creates one.":                                                                            "Envíe una clave de API como Authorization: Bearer; ccrepo key create crea una.",
		"The API key is unknown, revoked or has expired.":                                                                                                     "La clave de API es desconocida, fue revocada o venció.",
		"The API key was revoked or changed while the answer was being read.":                                                                                 "La clave de API se revocó o se cambió mientras se leía la respuesta.",
		"The agent's token has expired, or its key was revoked. Request a new one: POST /v1/agents/{agent}/token.":                                            "El token del agente venció, o su clave fue revocada. Pida uno nuevo: POST /v1/agents/{agent}/token.",
		"This needs a key with the scope %s.":                                                                                                                 "Esto requiere una clave con el alcance %s.",
		"An agent's token permits only that agent's actions. Send an API key.":                                                                                "El token de un agente solo permite las acciones de ese agente. Envíe una clave de API.",
		"Too many wrong keys came from this address. Wait for the seconds in Retry-After.":                                                                    "Llegaron demasiadas claves incorrectas desde esta dirección. Espere los segundos de Retry-After.",
		"The API keys cannot be read. Try again in a few seconds.":                                                                                            "No se pueden leer las claves de API. Vuelva a intentarlo en unos segundos.",
		"The OpenID provider does not answer, so the token cannot be checked. Try again in a few seconds.":                                                    "El proveedor de OpenID no responde, de modo que no se puede verificar el token. Vuelva a intentarlo en unos segundos.",
		"This server answers only requests to a loopback address, not to %s.":                                                                                 "Este servidor solo responde pedidos a una dirección de loopback, no a %s.",
		"Without API keys this server answers only the machine that it runs on. Create a key with ccrepo key create.":                                         "Sin claves de API este servidor solo responde al equipo en el que se ejecuta. Cree una clave con ccrepo key create.",
		"The claim %s of the token has \"*\", which is all campaigns, beside others. For all campaigns it must be \"*\" alone; for some it must not have it.": "El claim %s del token tiene \"*\", que son todas las campañas, junto a otras. Para todas las campañas tiene que ser \"*\" solo; para algunas no puede tenerlo.",
		"The token names no campaigns in its claim %s. For all campaigns the claim must be \"*\".":                                                            "El token no nombra campañas en su claim %s. Para todas las campañas el claim tiene que ser \"*\".",
		"The request was sent by a page whose origin is not in the server's list. Add it to --origins, or send the request from a back end.":                  "El pedido lo envió una página cuyo origen no está en la lista del servidor. Agréguelo a --origins, o envíe el pedido desde un servidor.",

		"PostgreSQL expects a cost of %.2g of this query, and a report of the site may cost %.2g. Ask for a shorter range, or for fewer rows by filters.": "PostgreSQL estima un costo de %.2g para esta consulta, y un reporte propio puede costar %.2g. Pida un período más corto, o menos filas con filtros.",

		// Signing in.
		"Too many codes were shown to this address. Wait for the seconds in Retry-After.":                                      "Se mostraron demasiados códigos a esta dirección. Espere los segundos de Retry-After.",
		"This browser did not begin to sign in, or it took more than ten minutes. Sign in again.":                              "Este navegador no empezó el ingreso, o pasaron más de diez minutos. Ingrese de nuevo.",
		"The OpenID provider did not sign you in.":                                                                             "El proveedor de OpenID no completó el ingreso.",
		"The pages need a key with the scope %s.":                                                                              "Las páginas necesitan una clave con el alcance %s.",
		"Too many sessions of this key begin at once.":                                                                         "Empiezan demasiadas sesiones de esta clave a la vez.",
		"The end of the session cannot be stored. Try again in a few seconds.":                                                 "No se puede guardar el fin de la sesión. Vuelva a intentarlo en unos segundos.",
		"The form is not one that this server sent to this browser. Allow cookies, load the page again and send it once more.": "El formulario no es uno que este servidor haya enviado a este navegador. Permita las cookies, cargue la página de nuevo y envíelo otra vez.",
		"The form was sent by a page of another origin. Open the page of this server, and send it from there.":                 "El formulario lo envió una página de otro origen. Abra la página de este servidor y envíelo desde allí.",
		"The token names so many campaigns that a browser does not keep the session. Give it fewer, or \"*\" for all.":         "El token nombra tantas campañas que el navegador no guarda la sesión. Dele menos, o \"*\" para todas.",

		// Questions by group.
		"name the columns to group by, as in by=%s; the member total is of all rows":        "nombre las columnas por las que se agrupa, como en by=%s; el miembro total es de todas las filas",
		"rows are grouped by at most %d columns":                                            "las filas se agrupan a lo sumo por %d columnas",
		"an answer has at most %d figures":                                                  "una respuesta tiene a lo sumo %d cantidades",
		"two columns of the answer would be named %s":                                       "dos columnas de la respuesta se llamarían %s",
		"a time is grouped by %s, not by %q%s":                                              "una hora se agrupa por %s, no por %q%s",
		"%s is of kind %s, which has neither windows nor bands; group by its values: by=%s": "%s es de tipo %s, que no tiene tramos ni bandas; agrupe por sus valores: by=%s",
		"a number is grouped by bands, as in %s.band:30, not by %q":                         "un número se agrupa por bandas, como en %s.band:30, no por %q",
		"%q is not the width of a band of %s, such as 30":                                   "%q no es el ancho de una banda de %s, como 30",
		"%q is neither count, share nor a function of a column such as %s.distinct%s":       "%q no es count, ni share, ni una función de una columna como %s.distinct%s",
		"%s needs a function, as in %s.distinct; there are %s":                              "%s necesita una función, como en %s.distinct; hay %s",
		"there is no function %q, but %s%s":                                                 "no hay una función %q, sino %s%s",
		"%s is true or false, which has no %s; group by it":                                 "%s es verdadero o falso, que no tiene %s; agrupe por él",
		"%s is of kind %s, and %s is of numbers; there are count, distinct, min and max":    "%s es de tipo %s, y %s es de números; hay count, distinct, min y max",
		"%s cannot be added up, so it has no %s: it is a quotient, and that of several rows is the quotient of their sums; ask for the sums of its parts, or for min and max": "%s no se puede sumar, de modo que no tiene %s: es un cociente, y el de varias filas es el cociente de sus sumas; pida las sumas de sus partes, o min y max",
		"%s cannot be added up, so it has no %s: it is an average, which counts as much for few calls as for many; ask for min and max":                                       "%s no se puede sumar, de modo que no tiene %s: es un promedio, que pesa lo mismo con pocas llamadas que con muchas; pida min y max",
		"%s identifies rows, so it has no %s; ask for count, distinct, min and max":                                                                                           "%s identifica filas, de modo que no tiene %s; pida count, distinct, min y max",
		"%s is an address, by which groups are neither filtered nor ordered":                                                                                                  "%s es una dirección, por la que los grupos no se filtran ni se ordenan",
		"There would be more than %d groups; request a shorter range, filter, or group by fewer or longer parts.":                                                             "Habría más de %d grupos; pida un período más corto, filtre, o agrupe por menos partes o por partes más largas.",
		"rows are drawn as %s in groups of one or two columns, with a number: add by= and agg=, as in by=%s&agg=count":                                                        "las filas se dibujan como %s en grupos de una o dos columnas, con un número: agregue by= y agg=, como en by=%s&agg=count",
		"only groups have a total; add by=, or leave it out":                                                                                                                  "solo los grupos tienen un total; agregue by=, o no lo pida",
		"only lists of rows are grouped; an interval report has a row for each of its dimensions and slots":                                                                   "solo se agrupan las listas de filas; un reporte por tramos tiene una fila para cada grupo y tramo",
		"%q is not a whole number from %d to %d":                                                                                                                              "%q no es un número entero de %d a %d",

		// Parameters of any kind.
		"the query string is not well-formed: escape %%, & and ; in values": "la cadena de consulta no es válida: escape %%, & y ; en los valores",
		"the value is no valid UTF-8 text":                                  "el valor no es un texto UTF-8 válido",
		"it may be given only once":                                         "solo se puede dar una vez",
		"it is empty":                                                       "está vacío",
		"it is missing: %s":                                                 "falta: %s",
		"there is no parameter %q%s":                                        "no hay un parámetro %q%s",
		"there is no parameter or column %q%s":                              "no hay un parámetro ni una columna %q%s",
		"there is no column %q%s":                                           "no hay una columna %q%s",
		"column %s is given twice":                                          "la columna %s se da dos veces",
		"%q is none of %s%s":                                                "%q no es ninguno de %s%s",
		"%s is not between %s and %s":                                       "%s no está entre %s y %s",
		"%q is not a whole number":                                          "%q no es un número entero",
		"%q is not a whole number of at least 1":                            "%q no es un número entero mayor o igual que 1",
		"%q is not a number":                                                "%q no es un número",
		"%q is neither true nor false":                                      "%q no es true ni false",
		"a column of kind %s has no operator %q, but %s%s":                  "una columna de tipo %s no tiene el operador %q, sino %s%s",
		"only = and .ne may be repeated":                                    "solo = y .ne se pueden repetir",
		"%s is personal data, which is masked for this key; a key with the scope pii may use it": "%s son datos personales, que esta clave ve enmascarados; una clave con el alcance pii puede usarlos",

		// The common grammar.
		"%q is not a time zone; give an IANA name such as America/Montevideo":                             "%q no es una zona horaria; dé un nombre IANA como America/Montevideo",
		"%q is neither a date (2026-01-31) nor an RFC 3339 time (2026-01-31T08:00:00Z)":                   "%q no es una fecha (2026-01-31) ni una hora RFC 3339 (2026-01-31T08:00:00Z)",
		"%q is not within the years 1 to 9999, of UTC and of the time zone":                               "%q no está entre los años 1 y 9999, de UTC y de la zona horaria",
		"give either range or from and to":                                                                "dé range, o bien from y to",
		"to (%s) must be after from (%s)":                                                                 "to (%s) tiene que ser posterior a from (%s)",
		"the 24 hours before it begin before the year 1; give from as well":                               "las 24 horas anteriores empiezan antes del año 1; dé también from",
		"the range before this one begins before the year 1":                                              "el período anterior a este empieza antes del año 1",
		"%s is in the future; leave it out for the present":                                               "%s está en el futuro; quítelo para ver el presente",
		"%q is not a whole number from 1 to %d":                                                           "%q no es un número entero de 1 a %d",
		"The server has %d wallboards open, and opens no more.":                                           "El servidor tiene %d pizarras abiertas, y no abre más.",
		"The form cannot be read; it has at most %d bytes.":                                               "No se puede leer el formulario; tiene a lo sumo %d bytes.",
		"%q is not a number of seconds from 0 to 86400":                                                   "%q no es una cantidad de segundos de 0 a 86400",
		"Sign in to save views: forms of the pages need the session of a browser.":                        "Ingrese para guardar vistas: los formularios de las páginas necesitan la sesión de un navegador.",
		"The saved views cannot be read. Try again in a few seconds.":                                     "No se pueden leer las vistas guardadas. Vuelva a intentarlo en unos segundos.",
		"a view needs a name of 1 to %d characters that can be seen":                                      "una vista necesita un nombre de 1 a %d caracteres visibles",
		"there is no such report; save a view from the page of a report":                                  "no hay tal reporte; guarde una vista desde la página de un reporte",
		"a view has at most %d characters of parameters; give fewer":                                      "una vista tiene a lo sumo %d caracteres de parámetros; dé menos",
		"A campaign-limited key saves views for itself only.":                                             "Una clave limitada a campañas solo guarda vistas para sí misma.",
		"The view was not saved. Try again in a few seconds.":                                             "La vista no se guardó. Vuelva a intentarlo en unos segundos.",
		"you have %d views, and may save no more; delete one of them":                                     "usted tiene %d vistas y no puede guardar más; borre una de ellas",
		"The view was not deleted. Try again in a few seconds.":                                           "La vista no se borró. Vuelva a intentarlo en unos segundos.",
		"There is no such view, or it is somebody else's: only its owner or an administrator deletes it.": "No hay tal vista, o es de otra persona: solo la borran su dueño o un administrador.",
		"a wallboard shows at most 100 queues":                                                            "una pizarra muestra a lo sumo 100 campañas",
		"only a replay has a speed; give at, the moment at which it begins":                               "solo una repetición tiene velocidad; dé at, el momento en que empieza",
		"The server replays %d wallboards, and replays no more. Close one of them.":                       "El servidor está repitiendo %d pizarras, y no repite más. Cierre una de ellas.",
		"%q is not previous":                             "%q no es previous",
		"%q is not visits; leave it out for the fastest": "%q no es visits; quítelo para la respuesta más rápida",
		"%q is neither en nor es":                        "%q no es en ni es",
		"%q is neither exact nor estimated":              "%q no es exact ni estimated",
		"only JSON answers have a count":                 "solo las respuestas JSON tienen la cantidad",
		"only JSON answers have explanations":            "solo las respuestas JSON tienen explicaciones",
		"%q is not excel-es":                             "%q no es excel-es",
		"%q is none of comma, semicolon, tab":            "%q no es ninguno de comma, semicolon, tab",
		"%q is neither a point nor a comma":              "%q no es ni un punto ni una coma",
		"%q is neither local nor rfc3339":                "%q no es local ni rfc3339",
		"a comma cannot be both in numbers and between fields; add separator=semicolon":                    "una coma no puede estar a la vez en los números y entre los campos; agregue separator=semicolon",
		"only svg and png answers have it; add format=svg":                                                 "solo las respuestas svg y png lo tienen; agregue format=svg",
		"%q is not a whole number of pixels from %d to %d":                                                 "%q no es una cantidad entera de píxeles de %d a %d",
		"a chart has no total; leave it out":                                                               "un gráfico no tiene total; quítelo",
		"a chart draws at most %d rows":                                                                    "un gráfico muestra a lo sumo %d filas",
		"the chart draws none of these columns; it draws %s":                                               "el gráfico no muestra ninguna de estas columnas; muestra %s",
		"this route has no chart that could be drawn as %s; its formats are %s":                            "esta ruta no tiene un gráfico que se pueda dibujar como %s; sus formatos son %s",
		"the chart does not fit into %d by %d pixels; give a greater width and height, or a shorter range": "el gráfico no cabe en %d por %d píxeles; dé un ancho y un alto mayores, o un período más corto",
		"the chart would have more than %d values on an axis or %d entries in its legend; request a shorter range, a longer interval, or filter by %s": "el gráfico tendría más de %d valores en un eje o %d entradas en la leyenda; pida un período más corto, un intervalo más largo, o filtre por %s",
		"only csv answers have it; add format=csv":                                                            "solo las respuestas csv lo tienen; agregue format=csv",
		"only csv and xlsx answers have headings; JSON has the names of the columns":                          "solo las respuestas csv y xlsx tienen encabezados; JSON tiene los nombres de las columnas",
		"The formats are %s; choose one by Accept or format=":                                                 "Los formatos son %s; elija uno con Accept o format=",
		"JSON answers have at most %d rows; follow next_cursor, or use format=ndjson or csv":                  "las respuestas JSON tienen a lo sumo %d filas; siga next_cursor, o use format=ndjson o csv",
		"an interval report is not divided into pages: the answer has all rows":                               "un reporte por tramos no se divide en páginas: la respuesta tiene todas las filas",
		"this is no cursor; take next_cursor of the previous answer as it is":                                 "esto no es un cursor; tome next_cursor de la respuesta anterior tal como está",
		"it belongs to another request; keep range, filters and order, or begin without a cursor":             "pertenece a otro pedido; mantenga el período, los filtros y el orden, o empiece sin un cursor",
		"%q is not a pair of times such as 08:30-17:15 or 22:00-06:00":                                        "%q no es un par de horas como 08:30-17:15 o 22:00-06:00",
		"%q is not a list of ISO weekdays such as 1-5 or 1,3,6 (1 is Monday)":                                 "%q no es una lista de días de la semana ISO como 1-5 o 1,3,6 (1 es lunes)",
		"Hours and weekdays cut the range into more than %d pieces; request a shorter range.":                 "Las horas y los días de la semana cortan el período en más de %d partes; pida un período más corto.",
		"Hours and weekdays leave too little to compare with; request a shorter range.":                       "Las horas y los días de la semana dejan muy poco con que comparar; pida un período más corto.",
		"%s by %s is more than %d rows; request a shorter range or a longer interval":                         "%s por %s son más de %d filas; pida un período más corto o un intervalo más largo",
		"The report would have more than %d rows; request a shorter range, a longer interval or fewer of %s.": "El reporte tendría más de %d filas; pida un período más corto, un intervalo más largo o menos de %s.",

		// Rows.
		"There is no row with this id%s.":                       "No hay una fila con este id%s.",
		" in the range":                                         " en el período",
		"Two rows have this id; from and to narrow the search.": "Dos filas tienen este id; from y to acotan la búsqueda.",
		"An answer of more than 1 MiB cannot be sent by HTTP/1.0, in which an answer that breaks off looks whole. Use HTTP/1.1: in nginx by the line \"proxy_http_version 1.1;\" beside proxy_pass. Or request it in pages (limit, cursor), or with Accept-Encoding: gzip.": "Una respuesta de más de 1 MiB no se puede enviar por HTTP/1.0, en el que una respuesta cortada parece completa. Use HTTP/1.1: en nginx, con la línea \"proxy_http_version 1.1;\" junto a proxy_pass. O pídala en páginas (limit, cursor), o con Accept-Encoding: gzip.",
	}
}
