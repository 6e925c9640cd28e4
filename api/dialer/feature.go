package dialer

import (
	"net/http"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/campaign"
	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/route"
)

// Feature returns the endpoints. Numbers are read as the directory says.
func Feature(k *write.Kit, directory campaign.Directory) (endpoint.Feature, error) {
	const one, spooled = "/v1/dialer/lists/{id}", "/v1/calls-spool/{id}"
	id := func(of string) route.Param {
		return route.Param{Name: "id", Kind: route.Int, Path: true, Required: true, Min: "1", Description: "Id of the " + of + "."}
	}
	d, set := &Dialer{directory}, write.Set{Kit: k}
	write.AddUpload(&set, loadRoute(), d.load)
	write.Add(&set, write.Route{
		Name: "ActivateDialerList", Method: http.MethodPost, Path: one + "/activate", Scope: auth.Dial, Status: http.StatusOK, OptionalBody: true,
		Params: []route.Param{id("list")}, Summary: "Activate a dialer list instead of its campaign's active one.", SummaryES: "Activar una lista del marcador en lugar de la activa de su campaña.",
	}, d.activate)
	write.Add(&set, write.Route{
		Name: "ChangeDialerList", Method: http.MethodPatch, Path: one, Scope: auth.Dial, Status: http.StatusOK, Timeout: listTime,
		Params: []route.Param{id("list")}, Summary: "Change the percentage of a dialer list, or its name, also in its records.", SummaryES: "Cambiar el porcentaje de una lista del marcador, o su nombre, también en sus registros.",
	}, d.change)
	write.Add(&set, write.Route{
		Name: "RemoveDialerList", Method: http.MethodDelete, Path: one, Scope: auth.Dial, Status: http.StatusOK, Timeout: listTime,
		Params: []route.Param{id("list"), {Name: "successor", Kind: route.Int, Default: "0", Min: "0",
			Description: "Id of the list to activate instead: required if the list is active and not the last of its campaign. 0: none."}},
		Summary:   "Remove a dialer list with its records.",
		SummaryES: "Quitar una lista del marcador con sus registros.",
	}, d.remove)
	write.Add(&set, write.Route{
		Name: "AddDialerRecord", Method: http.MethodPost, Path: one + "/records", Scope: auth.Dial, Status: http.StatusCreated,
		Params: []route.Param{id("list")}, Summary: "Add one record to a dialer list.", SummaryES: "Agregar un registro a una lista del marcador.",
		Description: "A record whose number is on the do-not-call list is added as blocked (status 3); alternatives on the list are left out.",
	}, d.addRecord)
	write.Add(&set, write.Route{
		Name: "ChangeSpoolRecord", Method: http.MethodPatch, Path: spooled, Scope: auth.Dial, Status: http.StatusOK,
		Params: []route.Param{id("record")}, Summary: "Change the priority or status of a record that waits to be called.", SummaryES: "Cambiar la prioridad o el estado de un registro que espera ser llamado.",
		Description: "A record whose number is on the do-not-call list stays blocked: 422 do_not_call.",
	}, d.changeRecord)
	write.Add(&set, write.Route{
		Name: "RemoveSpoolRecord", Method: http.MethodDelete, Path: spooled, Scope: auth.Dial, Status: http.StatusOK,
		Params: []route.Param{id("record")}, Summary: "Remove a record from its dialer list.", SummaryES: "Quitar un registro de su lista del marcador.",
	}, d.removeRecord)
	return set.Feature()
}
