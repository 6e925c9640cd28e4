package api

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/swaggest/openapi-go/openapi3"
)

// olderDocument returns the document in OpenAPI 3.0, which not all programs have left behind.
func (s *Server) olderDocument() ([]byte, error) {
	newer, err := s.document()
	if err != nil {
		return nil, err
	}
	var whole map[string]any
	if err := json.Unmarshal(newer, &whole); err != nil {
		return nil, fmt.Errorf("read OpenAPI document: %w", err)
	}
	older(whole)
	whole["openapi"] = "3.0.3"
	text, err := json.Marshal(whole)
	if err != nil {
		return nil, fmt.Errorf("make OpenAPI 3.0 document: %w", err)
	}
	// The library refuses what OpenAPI 3.0 does not have.
	var spec openapi3.Spec
	if err := json.Unmarshal(text, &spec); err != nil {
		return nil, fmt.Errorf("make OpenAPI 3.0 document: %w", err)
	}
	return text, nil
}

// older changes what is written differently in OpenAPI 3.0: null is no type there, a value has at most one type, and the
// names of members cannot be described.
func older(value any) {
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			older(item)
		}
	case map[string]any:
		if types, several := value["type"].([]any); several {
			olderType(value, types)
		}
		delete(value, "propertyNames")
		for _, member := range value {
			older(member)
		}
	}
}

func olderType(schema map[string]any, types []any) {
	delete(schema, "type")
	all := len(types)
	named := slices.DeleteFunc(types, func(name any) bool { return name == "null" })
	if len(named) > 1 {
		return // any value
	}
	schema["type"] = named[0]
	if all > 1 {
		schema["nullable"] = true
	}
}
