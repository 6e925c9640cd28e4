// The words of the pages in Spanish.

package page

// words returns the Spanish text of each English one. The words of figures are those of contact centres: ofrecidas,
// atendidas, tipificación.
func words() map[string]string {
	return map[string]string{
		"Total":                         "Total",
		"Skip to the content":           "Ir al contenido",
		"Pages":                         "Páginas",
		"Overview":                      "Resumen",
		"Wallboard":                     "Pizarra",
		"Reports":                       "Reportes",
		"Key":                           "Clave",
		"until %s":                      "hasta %s",
		"from %s to %s":                 "de %s a %s",
		"zone %s":                       "zona %s",
		"as of":                         "datos hasta",
		"incomplete":                    "incompleto",
		"There is no such page":         "Esta página no existe",
		"Search":                        "Buscar",
		"First page":                    "Primera página",
		"Next page":                     "Página siguiente",
		"Copy as":                       "Copiar como",
		"Copy":                          "Copiar",
		"open":                          "abrir",
		"Address of the API":            "Dirección de la API",
		"Range":                         "Período",
		"From":                          "Desde",
		"To":                            "Hasta",
		"Interval":                      "Intervalo",
		"More":                          "Más",
		"Zone":                          "Zona",
		"Filter":                        "Filtro",
		"Filters":                       "Filtros",
		"Column":                        "Columna",
		"Condition":                     "Condición",
		"Value":                         "Valor",
		"Show":                          "Mostrar",
		"Remove the filter %s":          "Quitar el filtro %s",
		"All columns":                   "Todas las columnas",
		"Table":                         "Tabla",
		"What each column means":        "Qué significa cada columna",
		"Compare with the range before": "Comparar con el período anterior",
		"No rows in this range with these filters.":              "No hay filas en este período con estos filtros.",
		"No report has this text in its name or summary.":        "Ningún reporte tiene este texto en su nombre o su resumen.",
		"not known, or not to be computed":                       "no se conoce o no se puede calcular",
		"Feeds have gaps in this range: figures may be too low.": "A las fuentes les faltan datos de este período: las cifras pueden ser menores que las reales.",
		"yes": "sí", "no": "no", "default": "predeterminado", "points": "puntos",
		"whole range": "todo el período", "quarter of an hour": "cuarto de hora", "half an hour": "media hora",
		"hour": "hora", "day": "día", "week": "semana", "month": "mes",
		"between two times": "entre dos momentos", "today": "hoy", "yesterday": "ayer", "this week": "esta semana",
		"last week": "la semana pasada", "this month": "este mes", "last month": "el mes pasado", "this year": "este año",
		"last year": "el año pasado", "last 24 hours": "últimas 24 horas", "last 7 days": "últimos 7 días", "last 30 days": "últimos 30 días",
		"is": "es", "is not": "no es", "is like": "se parece a", "is null:": "es nulo:",
		"telephony": "Telefonía", "agents": "Agentes", "channels": "Canales", "dialer": "Marcador", "quality": "Calidad",
		"own": "Propios", "tables": "Tablas", "events": "Eventos",
	}
}

// TopicName returns the heading of a group of the list.
func (l *locale) TopicName(topic string) string {
	if l.Tag == "es" {
		return l.T(topic)
	}
	return map[string]string{"telephony": "Telephony", "agents": "Agents", "channels": "Channels", "dialer": "Dialer", "quality": "Quality", "own": "Own", "tables": "Tables", "events": "Events"}[topic]
}
