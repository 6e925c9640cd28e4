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
		Summary:   "Add a number or pattern to the do-not-call list.",
		SummaryES: "Agregar un número o patrón a la lista de no marcado.",
		Description: "Waiting records of dialer lists with such a number are blocked (status 3) in the same transaction. " +
			"A campaign-limited key adds entries for its campaigns only.",
	}, l.add)
	write.Add(&set, write.Route{
		Name: "RemoveDoNotCall", Method: http.MethodDelete, Path: path + "/{id}", Scope: auth.Dial, Status: http.StatusOK, Timeout: patience,
		Summary:     "Remove an entry from the do-not-call list.",
		SummaryES:   "Quitar una entrada de la lista de no marcado.",
		Description: "Records that it blocked are ready again, except those that another entry blocks.",
		Params:      []route.Param{{Name: "id", Kind: route.Int, Path: true, Required: true, Description: "Id of the entry."}},
	}, l.remove)
	write.Add(&set, write.Route{
		Name: "CheckDoNotCall", Method: http.MethodPost, Path: path + "/check", Scope: auth.Dial, OrScope: auth.Act, Status: http.StatusOK,
		Summary:   "Check whether a call may be made or accepted.",
		SummaryES: "Consultar si una llamada se puede hacer o aceptar.",
		Description: "For a dialplan or a workflow, before each call. A refusal is recorded in black_list_history: " +
			"with the agent who dials, else with the key; without either if the number calls.",
	}, l.check)
	write.AddUpload(&set, importRoute(), l.importFile)
	f, err := set.Feature()
	f.Tasks = []endpoint.Task{{Every: maintainEvery, Name: "applying the do-not-call list", Do: l.task()}}
	return f, err
}

func importRoute() write.Route {
	return write.Route{
		Name: "ImportDoNotCall", Method: http.MethodPost, Path: path + "/import", Scope: auth.Dial, Status: http.StatusOK,
		Summary:   "Add many numbers to the do-not-call list.",
		SummaryES: "Agregar muchos números a la lista de no marcado.",
		Description: "The lines of the file are number;campaign;reason;until, where the last ones may be missing; or the first line names these columns, in any order. " +
			"If a line is invalid nothing is added, and the answer names the lines and the reasons.",
		Params:  []route.Param{{Name: "campaign", Kind: route.Text, Description: "Campaign of the lines that name none; if left out, they apply to all campaigns."}},
		Media:   []write.Form{{Name: "text/csv", Description: "Fields are separated by ; or by commas, as in the first line."}},
		MaxBody: maxImport, Timeout: importTime,
	}
}
