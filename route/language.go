package route

// Language is a language of the texts of routes.
type Language string

// The languages. Names, such as those of columns, are the same in both.
const (
	English Language = "en"
	Spanish Language = "es"
)

// Languages returns the languages, the default first.
func Languages() []Language { return []Language{English, Spanish} }

// Of returns the text in the language, and the English one if there is no Spanish.
func (l Language) Of(english, spanish string) string {
	if l == Spanish && spanish != "" {
		return spanish
	}
	return english
}

// Value is one of the values of a column or parameter with its label.
type Value struct {
	Value          string
	Label, LabelES string
}

// LabelOf returns the label of a value in the language, and the value itself if it has none.
func LabelOf(values []Value, value string, in Language) string {
	for _, v := range values {
		if v.Value == value {
			return in.Of(v.Label, v.LabelES)
		}
	}
	return value
}
