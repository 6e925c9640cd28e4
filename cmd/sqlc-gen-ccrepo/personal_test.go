package main

import (
	"strings"
	"testing"
)

func TestReadPersonalTellsWhatIsWrong(t *testing.T) {
	t.Parallel()
	known := map[string]string{"public.tags": "", "public.tags.comment": ""}
	for text, want := range map[string]string{
		"public.tags,comment,remark\n":                          `personal.csv:2: "remark" is no kind of personal data`,
		"public.tags,remark,text\n":                             "personal.csv:2: public.tags has no column remark",
		"public.tags,comment,text\npublic.tags,comment,phone\n": "personal.csv:3: public.tags.comment stands twice",
		"public.tags,comment\n":                                 "wrong number of fields",
	} {
		if _, err := readPersonal([]byte("relation,column,personal\n"+text), known); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	got, err := readPersonal([]byte("relation,column,personal\npublic.tags,comment,text\nother.table,column,phone\n"), known)
	if err != nil || got["public.tags.comment"] != "text" || got["other.table.column"] != "phone" {
		t.Errorf("%v, %v", got, err)
	}
}
