package sample

// The customers and the agents.

import (
	"fmt"
	"strings"
)

// crowd creates the customers, each with their own number and address.
func crowd(d *dice) []*customer {
	first := strings.Fields("Ana Andrea Agustina Beatriz Bruno Camila Carlos Carmen Charlotte Daniel David Elena Emma Facundo Federico " +
		"Florencia George Guillermo Hannah Henry Inés Irene Jack Javier Jorge Julia Laura Lucas Lucía Manuel Marta Martín Mary Mónica " +
		"Natalia Nicolás Noah Olivia Pablo Paula Peter Ramón Rosa Ruth Samuel Sarah Sebastián Silvia Sofía Susan Teresa Tomás Verónica William")
	last := strings.Fields("Acosta Aguirre Allen Álvarez Baker Benítez Brown Cabrera Castro Cooper Correa Cruz Davies Díaz Evans Fernández " +
		"Ferreira García Gómez González Green Hall Harris Hernández Hill Hughes Ibáñez Jones King Lewis López Martínez Méndez Moore Morales " +
		"Navarro Núñez Ortega Parker Pérez Phillips Quiroga Ramos Reyes Ríos Roberts Rodríguez Ruiz Sánchez Scott Silva Suárez Taylor Torres " +
		"Turner Vargas Walker White Wood Young")
	areas := strings.Fields("202 212 305 312 415 512 617 702 786 813")
	var numbers []string
	for i := range 1000 {
		numbers = append(numbers, fmt.Sprintf("+1%s55501%02d", areas[i/100], i%100), fmt.Sprintf("+447700900%03d", i))
	}
	d.Shuffle(len(numbers), func(i, j int) { numbers[i], numbers[j] = numbers[j], numbers[i] })
	plain := strings.NewReplacer("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ñ", "n", "Á", "a")
	all := make([]*customer, len(numbers))
	for i, number := range numbers {
		f, l := pick(d, first), pick(d, last)
		short := strings.ToLower(plain.Replace(f + "." + l))
		all[i] = &customer{
			contact: fmt.Sprintf("C%06d", 10000+i),
			name:    f + " " + l,
			number:  number,
			email:   fmt.Sprintf("%s.%d@example.%s", short, i, pick(d, []string{"com", "org"})),
			handle:  fmt.Sprintf("%s_%d", strings.ReplaceAll(short, ".", "_"), i),
		}
	}
	return all
}

// someone returns a random customer. A tenth of the customers contact the centre more often than the others.
func (w *world) someone() *customer {
	if w.dice.chance(.3) {
		return w.customers[w.dice.IntN(len(w.customers)/10)]
	}
	return pick(w.dice, w.customers)
}

// The supervisor logs no events of their own.
const (
	supervisor          = "laura.benitez"
	supervisorExtension = "300"
	supervisorHost      = "192.0.2.10"
)

func staff(q map[string]*queue) []*agent {
	early, middle, late := [2][2]int{{8, 0}, {16, 0}}, [2][2]int{{10, 0}, {18, 0}}, [2][2]int{{12, 0}, {20, 0}}
	support, sales, billing := q["Support<-"], q["Sales<-"], q["Billing<-"]
	renewals, collections := q["Renewals->"], q["Collections->"]
	var all []*agent
	hire := func(id string, shift [2][2]int, queues ...*queue) *agent {
		parts := strings.Split(id, ".")
		a := &agent{
			id: id, name: strings.ToUpper(parts[0][:1]) + parts[0][1:] + " " + strings.ToUpper(parts[1][:1]) + parts[1][1:],
			extension: fmt.Sprint(201 + len(all)), begin: shift[0], end: shift[1], queues: queues,
			slack: .03 + .012*float64(len(all)%5), pace: .88 + .06*float64(len(all)*3%5),
		}
		for _, queue := range queues {
			queue.members = append(queue.members, a)
		}
		all = append(all, a)
		return a
	}
	hire("ana.silva", early, support, billing)
	hire("martin.rojas", early, support, sales)
	hire("emily.clark", early, sales, support)
	hire("sofia.mendez", [2][2]int{{9, 0}, {17, 0}}, support, billing)
	hire("james.carter", middle, sales, renewals)
	hire("lucia.pereira", [2][2]int{{11, 0}, {19, 0}}, billing, support)
	hire("oliver.bennett", late, support, sales)
	hire("valentina.suarez", late, support, billing)
	hire("diego.fernandez", early, billing, collections)
	hire("thomas.reed", late, sales, billing)
	hire("carolina.vega", [2][2]int{{9, 0}, {17, 0}}, renewals, collections)
	hire("grace.miller", early).channels = true
	hire("joaquin.torres", late).channels = true
	hire("camila.ortiz", middle).channels = true
	return all
}
