package annotation_test

import (
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/route"
	"github.com/ccrepo/ccrepo/route/annotation"
)

func TestReadPersonal(t *testing.T) {
	t.Parallel()
	known := map[string]string{"public.tags": "", "public.tags.comment": ""}
	for text, want := range map[string]string{
		"public.tags,comment,remark\n":                          `personal.csv:2: "remark" is not a kind of personal data`,
		"public.tags,remark,text\n":                             "personal.csv:2: public.tags has no column remark",
		"public.tags,comment,text\npublic.tags,comment,phone\n": "personal.csv:3: public.tags.comment is listed twice",
		"public.tags,comment\n":                                 "wrong number of fields",
	} {
		if _, err := annotation.ReadPersonal("personal.csv", strings.NewReader("relation,column,personal\n"+text), known); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	if _, err := annotation.ReadPersonal("personal.csv", strings.NewReader("public.tags,comment,text\n"), known); err == nil || !strings.Contains(err.Error(), "personal.csv:1: the header is") {
		t.Errorf("without a header: %v", err)
	}
	got, err := annotation.ReadPersonal("personal.csv", strings.NewReader("relation,column,personal\npublic.tags,comment,text\nother.table,column,phone\n"), known)
	if err != nil || got["public.tags.comment"] != route.PersonalText || got["other.table.column"] != route.PersonalPhone {
		t.Errorf("%v, %v", got, err)
	}
}
