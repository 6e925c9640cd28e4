// The kinds of values and of personal data.

package route

// Kind is the type of a value in a URL and in an answer.
type Kind string

// The kinds of values.
const (
	Text   Kind = "text"
	Int    Kind = "int"    // whole number
	Number Kind = "number" // number with decimals
	Money  Kind = "money"  // exact amount, a string in JSON
	Bool   Kind = "bool"
	Time   Kind = "time" // date and time with zone, RFC 3339
)

// Operators returns the filter operators that a column of the kind has besides equality.
func (k Kind) Operators() []string {
	switch k {
	case Text:
		return []string{"ne", "gt", "gte", "lt", "lte", "like", "ilike", "null"}
	case Bool:
		return []string{"ne", "null"}
	}
	return []string{"ne", "gt", "gte", "lt", "lte", "null"}
}

// Personal is the kind of personal data that a text holds; empty is none.
type Personal string

// The kinds of personal data.
const (
	PersonalPhone   Personal = "phone"
	PersonalEmail   Personal = "email"
	PersonalContact Personal = "contact" // a number, an address or a name
	PersonalName    Personal = "name"
	PersonalText    Personal = "text"  // free text, or a value that may contain a number
	PersonalMixed   Personal = "mixed" // harmless unless it looks like a number or an address
)

// PersonalKinds returns the kinds of personal data.
func PersonalKinds() []Personal {
	return []Personal{PersonalPhone, PersonalEmail, PersonalContact, PersonalName, PersonalText, PersonalMixed}
}
