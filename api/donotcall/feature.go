package donotcall

import (
	"net/http"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/route"
)

// Feature returns the endpoints of the list, and the task that applies it to dialer lists.
func (l *List) Feature() (endpoint.Feature, error) {
	set := write.Set{Kit: l.kit}
	write.Add(&set, write.Route{
		Name: "AddDoNotCall", Method: http.MethodPost, Path: path, Scope: auth.Dial, Status: http.StatusCreated, Timeout: patience,
		Summary: "Put a number or pattern on the do-not-call list.",
		Description: "Records of dialer lists that wait for it are blocked (status 3) in the same transaction. " +
			"A key that is limited to campaigns adds entries for its campaigns alone.",
	}, l.add)
	write.Add(&set, write.Route{
		Name: "RemoveDoNotCall", Method: http.MethodDelete, Path: path + "/{id}", Scope: auth.Dial, Status: http.StatusOK, Timeout: patience,
		Summary:     "Take an entry off the do-not-call list.",
		Description: "Records that it blocked are ready again, but for those that another entry forbids.",
		Params:      []route.Param{{Name: "id", Kind: route.Int, Path: true, Required: true, Description: "Id of the entry."}},
	}, l.remove)
	write.Add(&set, write.Route{
		Name: "CheckDoNotCall", Method: http.MethodPost, Path: path + "/check", Scope: auth.Dial, OrScope: auth.Act, Status: http.StatusOK,
		Summary: "May this call be made, or come in?",
		Description: "For a dialplan or a workflow that asks before each call. A refusal is written into black_list_history: " +
			"by its agent where one dials, by the key where none does, and without one where the number calls.",
	}, l.check)
	write.AddUpload(&set, importRoute(), l.importFile)
	f, err := set.Feature()
	f.Tasks = []endpoint.Task{{Every: maintainEvery, Name: "applying the do-not-call list", Do: l.task()}}
	return f, err
}

func importRoute() write.Route {
	return write.Route{
		Name: "ImportDoNotCall", Method: http.MethodPost, Path: path + "/import", Scope: auth.Dial, Status: http.StatusOK,
		Summary: "Put many numbers on the do-not-call list.",
		Description: "The lines of the file are number;campaign;reason;until, of which the later ones may be missing; or its first line names these columns, in any order. " +
			"It is taken as a whole: where a line is wrong nothing is added, and the answer says which lines and why.",
		Params:  []route.Param{{Name: "campaign", Kind: route.Text, Description: "Campaign of the lines that name none; where left out, those stand for all campaigns."}},
		Media:   []write.Form{{Name: "text/csv", Schema: endpoint.Object{"type": "string", "description": "Fields are separated by ; or by commas, as in the first line."}}},
		MaxBody: maxImport, Timeout: importTime,
	}
}
