package phone

import "fmt"

// Error says what is wrong with a number or a country. Text returns it as a format with its values, so that it can be
// translated.
type Error struct {
	format string
	args   []any
}

func errorf(format string, args ...any) error { return &Error{format, args} }

func (e *Error) Error() string { return fmt.Sprintf(e.format, e.args...) }

// Text returns the format of the text and its values.
func (e *Error) Text() (format string, args []any) { return e.format, e.args }
