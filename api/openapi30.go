package api

import (
	"encoding/json"
	"fmt"
	"slices"
)

// older returns the document in OpenAPI 3.0, which not all programs have left behind.
func older(newest func() ([]byte, error)) ([]byte, error) {
	text, err := newest()
	if err != nil {
		return nil, err
	}
	var whole map[string]any
	if err := json.Unmarshal(text, &whole); err != nil {
		return nil, fmt.Errorf("read OpenAPI document: %w", err)
	}
	makeOlder(whole)
	whole["openapi"] = "3.0.3"
	if text, err = json.Marshal(whole); err != nil {
		return nil, fmt.Errorf("make OpenAPI 3.0 document: %w", err)
	}
	return text, nil
}

// makeOlder changes what is written differently in OpenAPI 3.0: null is no type there, a value has at most one type, and the
// names of members cannot be described.
func makeOlder(value any) {
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			makeOlder(item)
		}
	case map[string]any:
		if types, several := value["type"].([]any); several {
			olderType(value, types)
		}
		delete(value, "propertyNames")
		for _, member := range value {
			makeOlder(member)
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
