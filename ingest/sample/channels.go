package sample

import "strconv"

func channels() []*channel {
	return []*channel{
		{table: webchatLog, inbound: "Webchat<-", volume: 62, handle: 420, pace: 35, atHours: true},
		{table: smsLog, inbound: "WhatsApp<-", outbound: "WhatsApp->", volume: 34, started: 5, handle: 480, pace: 70,
			startEvent: "OUTSMS", startedEnd: "COMPLETEAGENTOUT", atHours: true, holidayMessage: true},
		{table: emailLog, inbound: "Mailbox<-", outbound: "Mailbox->", volume: 38, started: 6, handle: 540, pace: 400,
			startEvent: "OUTEMAIL", startedEnd: "COMPLETEAGENTOUT", holidayMessage: true},
		{table: twitterLog, inbound: "Social<-", outbound: "Social->", volume: 8, started: 1, handle: 300, pace: 60,
			startEvent: "OUTTWEET", startedEnd: "COMPLETEAGENT", holidayMessage: true},
		{table: messengerLog, inbound: "Social<-", outbound: "Social->", volume: 14, started: 1.2, handle: 360, pace: 50,
			startEvent: "OUTMESSENGER", startedEnd: "COMPLETEAGENT", holidayMessage: true},
		{table: facebookLog, inbound: "Social<-", outbound: "Social->", volume: 9, started: .8, handle: 330, pace: 60,
			startEvent: "OUTFACEBOOK", startedEnd: "COMPLETEAGENT", holidayMessage: true},
	}
}

// entry returns the data of the events with which an interaction enters the queue, also after a restart.
func (c *chat) entry() []string {
	switch who := c.customer; c.channel.table {
	case webchatLog:
		return []string{who.name, who.email, who.number}
	case smsLog:
		return []string{who.number, who.name}
	case emailLog:
		return []string{who.email, c.subject}
	case twitterLog:
		return []string{"@" + who.handle, c.subject}
	case messengerLog:
		return []string{who.handle, c.subject}
	default:
		return []string{c.post, c.subject}
	}
}

// answer returns the data of CONNECT.
func (c *chat) answer(hold int64) []string {
	seconds, who := strconv.FormatInt(hold, 10), c.customer
	switch c.channel.table {
	case webchatLog, emailLog:
		return []string{seconds, c.agent.name, who.email}
	case smsLog:
		return []string{seconds, c.agent.name, who.number}
	case twitterLog:
		return []string{seconds, c.agent.name, who.contact[1:], "@" + who.handle}
	default:
		return []string{seconds, c.agent.name, who.contact[1:], who.name}
	}
}

// begin returns the data of the event with which an agent starts an interaction.
func (c *chat) begin() []string {
	switch c.channel.table {
	case smsLog:
		return []string{c.customer.number}
	case emailLog:
		return []string{c.customer.email, c.subject}
	case twitterLog:
		return []string{"@" + c.customer.handle, c.subject}
	default:
		return nil
	}
}

// turnedAway returns the data of HOLIDAYMESSAGE and OUTOFTIME.
func (c *chat) turnedAway(message string) []string {
	switch c.channel.table {
	case webchatLog:
		return nil
	default:
		return []string{c.entry()[0], message}
	}
}

// subjects returns what customers write about, by channel.
func subjects(table int) []string {
	switch table {
	case emailLog:
		return []string{"Invoice of this month", "Cambio de dirección", "Question about my plan", "Baja del servicio", "Refund", "Reclamo por cobro",
			"No internet since yesterday", "Copia de factura", "Upgrade", "Thanks!"}
	case twitterLog, facebookLog:
		return []string{"Is there an outage downtown?", "¿Hay cortes en el centro?", "Great service today", "Still waiting for an answer…",
			"¿Cuándo llega la fibra a mi barrio?", "Your app does not open"}
	default:
		return []string{"Hello, I need help with my invoice", "Hola, no tengo señal", "What does the gold plan cost?", "¿Cómo cambio mi clave?",
			"My router is blinking red", "Quiero hablar con ventas"}
	}
}

// answers, replies and reminders return texts: answers are written by agents, replies by customers, and reminders
// are the first messages of agents.
func answers() []string {
	return []string{"Un momento por favor, lo verifico.", "Could you tell me your account number?",
		"Ya quedó resuelto.", "I have sent you the invoice again.", "¿Puede reiniciar el equipo?", "It should work again in ten minutes.",
		"¡Gracias por escribirnos!"}
}

func reminders() []string {
	return []string{"Hello, this is a follow-up of your last question.", "Su técnico llega mañana entre las 9 y las 12.", "Your refund is on its way."}
}

func replies() []string {
	return []string{"Yes", "No, sigue igual", "Thank you!", "12345", "¿Cuánto demora?", "OK, I'll try", "Perfecto, gracias", "It works now"}
}

const (
	greeting    = "Hello, how can I help you?"
	holidayText = "Today is a holiday. We answer on the next working day."
	closedText  = "We are closed now. Our hours are Monday to Friday from 8 to 20 and Saturday from 9 to 14."
)
