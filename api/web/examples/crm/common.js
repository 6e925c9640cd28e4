// Shared by both pages: their language, their texts, and each other's origin.

const asked = new URLSearchParams(location.search).get('lang') ?? navigator.language;
export const language = asked.toLowerCase().startsWith('es') ? 'es' : 'en';

// counterpart returns the origin of the other page. On a local machine localhost and 127.0.0.1 are two origins of the
// same server; elsewhere both pages have the same origin.
export function counterpart() {
  const url = new URL(location.origin);
  const other = { localhost: '127.0.0.1', '127.0.0.1': 'localhost' }[url.hostname];
  if (other) url.hostname = other;
  return url.origin;
}

// say returns a text in the page's language.
export function say(name) {
  const [english, spanish] = texts[name];
  return language === 'es' ? spanish : english;
}

// sayDetail returns a text of the bridge about an outcome in the page's language; other texts are not changed.
export function sayDetail(detail) {
  return language === 'es' ? details[detail] ?? detail : detail;
}

// fill replaces the names of texts in the page with the texts.
export function fill() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = say(element.dataset.text);
  document.title = document.querySelector('h1').textContent;
}

const texts = {
  crm: ['Example CRM', 'CRM de ejemplo'],
  desktop: ['The agent’s desktop (in uContact’s place)', 'Escritorio del agente (en lugar de uContact)'],
  agent: ['Agent', 'Agente'],
  phone: ['Number', 'Teléfono'],
  campaign: ['Campaign', 'Campaña'],
  guid: ['Call id', 'Id de la llamada'],
  unknownContact: ['Unknown contact', 'Contacto desconocido'],
  destination: ['Number to call', 'Número a llamar'],
  did: ['Number shown', 'Número a mostrar'],
  makeCall: ['Call', 'Llamar'],
  hangUp: ['Hang up', 'Colgar'],
  closeTab: ['Close window', 'Cerrar ventana'],
  disposition: ['Disposition', 'Tipificación'],
  l1: ['Level 1', 'Nivel 1'],
  l2: ['Level 2', 'Nivel 2'],
  l3: ['Level 3', 'Nivel 3'],
  choose: ['Choose …', 'Elija…'],
  noLevel: ['None', 'Ninguno'],
  anyDisposition: ['The campaign accepts every disposition: type it.', 'La campaña acepta cualquier tipificación: escríbala.'],
  listUnknown: [
    'The allowed dispositions could not be read: type one; the server checks it.',
    'No se pudieron leer las tipificaciones permitidas: escriba una; el servidor la verifica.',
  ],
  comment: ['Comment', 'Comentario'],
  save: ['Save', 'Guardar'],
  actions: ['Actions', 'Acciones'],
  noActions: ['None yet.', 'Todavía no hay ninguna.'],
  time: ['Time', 'Hora'],
  action: ['Action', 'Acción'],
  state: ['State', 'Estado'],
  detail: ['Detail', 'Detalle'],
  token: ['Token of the agent', 'Token del agente'],
  connect: ['Connect', 'Conectar'],

  connecting: ['connecting …', 'conectando…'],
  live: ['connected', 'conectado'],
  standby: ['another tab is connected', 'otra pestaña está conectada'],
  offline: ['no connection; trying again', 'sin conexión; reintentando'],
  closed: ['closed', 'cerrado'],
  queued: ['waiting', 'en espera'],
  delivered: ['delivered', 'entregada'],
  acknowledged: ['under way', 'en curso'],
  done: ['done', 'hecha'],
  failed: ['failed', 'fallida'],
  expired: ['expired', 'vencida'],
  refusal: ['The server refused it', 'El servidor lo rechazó'],
  unreached: ['No connection', 'Sin conexión'],

  incoming: ['A call comes in', 'Entra una llamada'],
  open: ['Open the CRM', 'Abrir el CRM'],
  confirm: ['The CRM waits for an answer to its actions', 'El CRM espera una respuesta a sus acciones'],
  answer: ['Answer', 'Respuesta'],
  nothing: ['none', 'ninguna'],
  notNow: ['not possible now', 'no es posible ahora'],
  received: ['Messages received', 'Mensajes recibidos'],
  noMessages: ['None yet. Press Call in the CRM.', 'Todavía no hay ninguno. Pulse Llamar en el CRM.'],
  taken: ['taken', 'aceptado'],
  refused: ['refused: foreign origin', 'rechazado: origen ajeno'],
  unknown: ['ignored: unknown', 'ignorado: desconocido'],
  idle: ['no call', 'sin llamada'],
  talking: ['in call with', 'en llamada con'],
  shut: ['The CRM has closed its window.', 'El CRM cerró su ventana.'],
  terminal: ['From a terminal', 'Desde una terminal'],
  terminalHint: [
    'The same as a CRM’s back end does. A server with API keys also wants -H \'Authorization: Bearer …\'.',
    'Lo mismo que hace el servidor de un CRM. Un servidor con claves de API pide además -H \'Authorization: Bearer …\'.',
  ],
};

const details = {
  'the action has expired': 'nadie tomó la acción a tiempo',
  'the action has failed': 'la acción falló',
  'the connection is closed': 'la conexión está cerrada',
  'the connection was closed before the outcome was known': 'la conexión se cerró antes de conocerse el resultado',
  'the desktop did not confirm within 10 s': 'el escritorio no confirmó en 10 s',
  'the network was away for too long': 'la red estuvo caída demasiado tiempo',
  'the page is in no frame': 'la página no está en un marco',
};
