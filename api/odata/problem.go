package odata

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/api/problem"
)

// Failure is an error in the form of OData.
type Failure struct {
	Error FailureDetail `json:"error"`
}

// FailureDetail says what is wrong; details are those of each option.
type FailureDetail struct {
	Code    string          `json:"code" description:"A code of the list of errors."`
	Message string          `json:"message"`
	Target  string          `json:"target,omitempty" description:"The option of the URL."`
	Details []FailureDetail `json:"details,omitempty"`
}

// Problem returns a problem of the API in the form of OData, and sets the headers. Parameters are named as the options that they come from.
func Problem(p *problem.Problem, h http.Header) []byte {
	h.Set("Content-Type", Format{Metadata: "minimal"}.ContentType())
	h.Set("OData-Version", Version)
	h.Del("Preference-Applied")
	failure := Failure{FailureDetail{Code: p.Code, Message: p.Detail}}
	if failure.Error.Message == "" {
		failure.Error.Message = p.Title
	}
	for i, e := range p.Errors {
		option := optionOf(e.Param)
		if i == 0 {
			failure.Error.Target = option
			if rest, named := strings.CutPrefix(p.Detail, e.Param+": "); named {
				failure.Error.Message = option + ": " + rest
			}
		}
		failure.Error.Details = append(failure.Error.Details, FailureDetail{Code: p.Code, Target: option, Message: e.Message})
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(failure); err != nil {
		panic(fmt.Sprintf("odata: encode: %v", err)) // texts can always be encoded
	}
	return text.Bytes()
}

// optionOf returns the option that a parameter of the API was translated from.
func optionOf(param string) string {
	switch param {
	case "fields":
		return "$select"
	case "order":
		return "$orderby"
	case "cursor":
		return "$skiptoken"
	}
	if _, operator, dotted := strings.Cut(param, "."); dotted && slices.Contains([]string{"ne", "gt", "gte", "lt", "lte", "like", "null"}, operator) {
		return "$filter"
	}
	return param
}

// notImplemented returns the problem of a part of OData that the engine does not have; option is the option of the URL
// that asks for it, empty: it is the path.
func notImplemented(option, text string, args ...any) *problem.Problem {
	if option == "" {
		return problem.New("not_implemented", text, args...)
	}
	return problem.Param("not_implemented", option, text, args...)
}
