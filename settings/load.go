// The sources of values: flags, the environment and the file of --config.

package settings

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"strings"

	"github.com/go-viper/mapstructure/v2"
	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/v2"
	"github.com/spf13/pflag"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/feed"
)

// Sources other than the environment and the file. For those, the source is the name of the variable or of the file.
const (
	FromFlag    = "flag"
	FromDefault = "default"
)

// Unwrap returns the cause.

// Load sets every setting that has no flag from the environment, or else from the file. environ is the environment,
// as os.Environ returns it.
func (s *Settings) Load(environ []string) error {
	given := koanf.New(".")
	environment := koanf.New(".")
	if err := environment.Load(env.Provider(".", env.Opt{Prefix: prefix, EnvironFunc: func() []string { return environ }, TransformFunc: fromVariable}), nil); err != nil {
		return fmt.Errorf("read the environment: %w", err)
	}
	if !s.Flags.Changed("config") {
		s.Config = environment.String("config")
	}
	if err := s.readFile(given); err != nil {
		return err
	}
	if err := given.Merge(environment); err != nil {
		return fmt.Errorf("read settings: %w", err)
	}
	s.sources = map[string]string{}
	var wrong error
	s.Flags.VisitAll(func(f *pflag.Flag) {
		value := given.Get(f.Name)
		switch {
		case f.Changed:
			s.sources[f.Name] = FromFlag
			return
		case value == nil:
			s.sources[f.Name] = FromDefault
			return
		case environment.Exists(f.Name):
			s.sources[f.Name] = variable(f.Name)
		default:
			s.sources[f.Name] = s.Config
		}
		if err := set(f, value); err != nil {
			if isSecret(f) { // the error may repeat the value
				err = errors.New("it has a value that it can't have")
			}
			wrong = cmp.Or(wrong, errorf(f.Name, "%s of %s: %w", f.Name, s.sources[f.Name], err))
		}
	})
	return wrong
}

// fromVariable returns the setting of an environment variable. An empty variable sets nothing.
func fromVariable(name, value string) (setting string, out any) {
	setting = strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, prefix), "_", "-"))
	if value == "" || variable(setting) != name {
		return "", nil
	}
	return setting, value
}

// readFile reads the file of --config, if there is one. Every key in it must be the name of a setting.
func (s *Settings) readFile(into *koanf.Koanf) error {
	if s.Config == "" {
		return nil
	}
	text, err := os.ReadFile(s.Config)
	if err != nil {
		return errorf("config", "--config: %w", err)
	}
	values, err := yaml.Parser().Unmarshal(text)
	if err != nil {
		// The parser's message may repeat a secret.
		return errorf("config", "--config %s is no YAML of the form \"setting: value\", one a line", s.Config)
	}
	for key, value := range maps.Clone(values) { // names in the file may have any case
		delete(values, key)
		values[strings.ToLower(key)] = value
	}
	if err := s.readFeeds(values["feeds"]); err != nil {
		return errorf("feeds", "%s: feeds: %w", s.Config, err)
	}
	delete(values, "feeds")
	if err := into.Load(confmap.Provider(values, "."), nil); err != nil {
		return fmt.Errorf("read settings: %w", err)
	}
	for _, key := range into.Keys() {
		if s.Flags.Lookup(key) == nil || key == "config" {
			return errorf(key, "%s: there is no setting %q; the nearest is %s", s.Config, key, s.nearest(key))
		}
	}
	return nil
}

// readFeeds reads the list of feeds, whose members are named as in the documentation.
func (s *Settings) readFeeds(list any) error {
	if list == nil {
		return nil
	}
	decoder, err := mapstructure.NewDecoder(&mapstructure.DecoderConfig{Result: &s.Feeds, ErrorUnused: true, TagName: "koanf", DecodeHook: mapstructure.StringToTimeDurationHookFunc()})
	if err != nil {
		return fmt.Errorf("decode: %w", err)
	}
	if err := decoder.Decode(list); err != nil {
		return fmt.Errorf("give a list such as - {name: queue-log, kind: queue-log, path: /var/log/asterisk/queue_log}: %w", err)
	}
	return feed.CheckAll(s.Feeds)
}

// set sets a flag to a value from the environment or from YAML.
func set(f *pflag.Flag, value any) error {
	list, isList := value.([]any)
	if !isList {
		return f.Value.Set(fmt.Sprint(value))
	}
	slice, ok := f.Value.(pflag.SliceValue)
	if !ok {
		return errors.New("it takes one value, not a list")
	}
	var texts []string
	for _, v := range list {
		texts = append(texts, fmt.Sprint(v))
	}
	return slice.Replace(texts)
}

// nearest returns the setting whose name is closest to a name in the file.
func (s *Settings) nearest(name string) string {
	var names []string
	s.Flags.VisitAll(func(f *pflag.Flag) {
		if f.Name != "config" {
			names = append(names, f.Name)
		}
	})
	best, _ := problem.Closest(name, names)
	return best
}

// Source returns the source of a setting's value: FromFlag, FromDefault, or the name of the variable or of the file.
func (s *Settings) Source(setting string) string { return s.sources[setting] }

// IsGiven reports whether a flag, the environment or the file sets a value.
func (s *Settings) IsGiven(setting string) bool { return s.sources[setting] != FromDefault }

// FileHoldsSecrets reports whether a secret comes from the file of --config.
func (s *Settings) FileHoldsSecrets() (holds bool) {
	s.Flags.VisitAll(func(f *pflag.Flag) {
		holds = holds || s.Config != "" && isSecret(f) && s.sources[f.Name] == s.Config
	})
	return holds
}

// NearestVariable returns the variable of a setting whose name is closest to name; known tells that they are equal.
func (s *Settings) NearestVariable(name string) (nearest string, known bool) {
	var names []string
	s.Flags.VisitAll(func(f *pflag.Flag) { names = append(names, variable(f.Name)) })
	nearest, distance := problem.Closest(name, names)
	return nearest, distance == 0
}
