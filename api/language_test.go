// The tests of lang= and labels=: texts in English and Spanish.

package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

func (f *fixture) accepting(t *testing.T, path, languages string) (int, http.Header, []byte) {
	t.Helper()
	return f.getWith(t, path, map[string]string{"Accept-Language": languages})
}

func TestIndexIsInTheLanguageOfTheReader(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for _, tt := range []struct{ path, languages, want string }{
		{"/v1/reports", "", "What each agent did: calls, rings and time."},
		{"/v1/reports", "es-UY,es;q=0.9,en;q=0.8", "Qué hizo cada agente: llamadas, timbrados y tiempos."},
		{"/v1/reports", "fr,de;q=0.9", "What each agent did: calls, rings and time."},
		{"/v1/reports", "fr, es;q=0.5, en;q=0.4", "Qué hizo cada agente: llamadas, timbrados y tiempos."},
		{"/v1/reports?lang=en", "es", "What each agent did: calls, rings and time."},
		{"/v1/reports?lang=es", "en", "Qué hizo cada agente: llamadas, timbrados y tiempos."},
		{"/v1?lang=es", "", "Agregar un registro a una lista del marcador."},
		{"/v1?lang=es", "", "Los eventos de queue_log_repo (Telefonía)"},
		{"/v1", "\xff,,;q=x", "Add one record to a dialer list."},
	} {
		status, header, body := f.accepting(t, tt.path, tt.languages)
		if status != http.StatusOK || !strings.Contains(string(body), tt.want) || !slices.Contains(header.Values("Vary"), "Accept-Language") {
			t.Errorf("GET %s in %q: status %d, Vary %q, without %q", tt.path, tt.languages, status, header.Values("Vary"), tt.want)
		}
	}
}

func TestLabelsHeadTheColumnsOfCSV(t *testing.T) {
	t.Parallel()
	f := setup(t)
	const path = "/v1/reports/queue-summary?range=yesterday&interval=day&format=csv&fields=interval_start,queue,offered,talk_seconds,service_level"
	for query, want := range map[string]string{
		"":                              "interval_start,queue,offered,talk_seconds,service_level",
		"&lang=es":                      "interval_start,queue,offered,talk_seconds,service_level",
		"&labels=true":                  "From,Queue,Offered,Talk (s),Service level (%)",
		"&labels=true&lang=es":          "Desde,Campaña,Ofrecidas,Conversación (s),Nivel de servicio (%)",
		"&labels=true&compare=previous": "From,Queue,Offered,Talk (s),Service level (%)",
	} {
		status, _, body := f.get(t, path+query)
		if got, _, _ := strings.Cut(string(body), "\r\n"); status != http.StatusOK || got != want {
			t.Errorf("%s: status %d, head %s, want %s", query, status, got, want)
		}
	}
	_, _, body := f.get(t, "/v1/reports/queue-summary?range=yesterday&format=csv&labels=true&compare=previous&fields=offered_previous,talk_seconds_previous")
	if got, want := strings.TrimSpace(string(body)), `"Offered, previous","Talk, previous (s)"`; got != want {
		t.Errorf("the head of the preceding range is %s, want %s", got, want)
	}
}

func TestExplanationsAreInTheLanguageOfTheReader(t *testing.T) {
	t.Parallel()
	f := setup(t)
	const path = "/v1/reports/queue-summary?range=yesterday&fields=answer_rate&explain=true"
	if a := f.explain(t, path); a.Explain["answer_rate"].Formula != "Answered calls divided by finished ones (offered minus waiting), in percent." {
		t.Errorf("in English: %+v", a.Explain)
	}
	if a := f.explain(t, path+"&lang=es"); a.Explain["answer_rate"].Formula != "Llamadas atendidas divididas por las finalizadas (ofrecidas menos en espera), en porcentaje." {
		t.Errorf("in Spanish: %+v", a.Explain)
	}
}

func TestErrorsAreInTheLanguageOfTheReader(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for _, tt := range []struct{ path, languages, title, detail string }{
		{"/v1/reports/queue-summary?range=tomorow", "", "from, to and range do not define a range", "range: \"tomorow\" is none of"},
		{"/v1/reports/queue-summary?range=tomorow", "es", "from, to y range no definen un período", "range: \"tomorow\" no es ninguno de"},
		{"/v1/reports/queue-summary?range=tomorow&lang=es", "", "from, to y range no definen un período", "range: \"tomorow\" no es ninguno de"},
		{"/v1/reports/queue-summary?lang=fr", "es", "Un parámetro tiene un valor que no puede tener", "lang: \"fr\" no es en ni es"},
		{"/v1/reports?lang=fr", "", "A parameter has a value that it cannot have", "lang: \"fr\" is neither en nor es"},
		{"/v1/reports/queue-summary?labels=true", "es", "Un parámetro tiene un valor que no puede tener", "labels: solo las respuestas csv y xlsx tienen encabezados"},
		{"/v1/reports/queue-summry", "es", "No hay una ruta en esta dirección", "No hay nada en /v1/reports/queue-summry; el más parecido es /v1/reports/queue-summary. GET /v1 lista lo que hay."},
		{"/v1/reports/calls?from=2026", "es", "Un parámetro no es una fecha ni una hora RFC 3339", "from: \"2026\" no es una fecha"},
		{"/v1/tables/cdr_repo/999999", "es", "No hay una fila así", "No hay una fila con este id."},
		{"/v1/reports/contact-history", "es", "Falta un parámetro obligatorio", "contact: falta: Número, dirección o nombre del cliente."},
	} {
		status, header, body := f.accepting(t, tt.path, tt.languages)
		var p struct{ Title, Detail string }
		decode(t, body, &p)
		if status < 400 || p.Title != tt.title || !strings.HasPrefix(p.Detail, tt.detail) || header.Get("Content-Language") == "" {
			t.Errorf("GET %s in %q: status %d, %s: %s, want %s: %s", tt.path, tt.languages, status, p.Title, p.Detail, tt.title, tt.detail)
		}
	}
}

func TestErrorsOfWritesAreInTheLanguageOfTheReader(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for _, tt := range []struct{ path, body, want string }{
		{"/v1/do-not-call", `{"number":"099 12x"}`, `number: no es un número: no se entiende "x"`},
		{"/v1/do-not-call", `{"number":"1","campain":"1"}`, "campain: no hay un miembro con ese nombre; el más parecido es campaign"},
		{"/v1/do-not-call", ``, "El cuerpo no se puede leer como JSON: está vacío."},
		{"/v1/sms", `{"campaign":"nothing","direction":"I","callerid":"1","message":"x"}`, `campaign: no hay una campaña "nothing"`},
	} {
		reply := f.postTo(t, tt.path, tt.body, "Accept-Language", "es")
		var p struct{ Detail string }
		decodeLoose(t, reply.body, &p)
		if reply.status < 400 || !strings.Contains(p.Detail, tt.want) {
			t.Errorf("POST %s %s: status %d: %s, want %s", tt.path, tt.body, reply.status, p.Detail, tt.want)
		}
	}
}
