// What pages do beyond links and forms: a list that filters as one types, buttons that copy, and ages that grow.
for (const input of document.querySelectorAll("input[data-filter]")) {
	const filter = () => {
		const wanted = input.value.trim().toLowerCase();
		for (const section of document.querySelectorAll("section.topic")) {
			let shown = 0;
			for (const item of section.querySelectorAll(input.dataset.filter)) {
				item.hidden = !item.textContent.toLowerCase().includes(wanted);
				shown += item.hidden ? 0 : 1;
			}
			section.hidden = shown === 0;
		}
	};
	input.addEventListener("input", filter);
	if (input.value) { // typed before this script came
		filter();
	}
}
for (const button of document.querySelectorAll("button[data-copy]")) {
	button.hidden = !navigator.clipboard;
	button.addEventListener("click", async () => {
		await navigator.clipboard.writeText(button.previousElementSibling.textContent);
		button.textContent = "✓";
	});
}

// A browser keeps pages for its way back, also after signing out. Those of a session are hidden there, and loaded again.
if (document.querySelector('form[action$="sign-out"]')) {
	addEventListener("pagehide", () => { document.body.hidden = true; });
	addEventListener("pageshow", (event) => {
		if (event.persisted) {
			location.reload();
		}
	});
}
