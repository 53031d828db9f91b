// The words of the page in both languages; the browser's language is the first choice.

const WORDS = {
  en: {
    other: "Bahasa Indonesia", title: "simulator", modems: "Modems", phones: "Phones", clock: "Clock of the simulated network",
    connecting: "Connecting…", connected: "Live", lost: "Connection lost, trying again…",
    addPhone: "Another phone", add: "Add", badNumber: "A phone number has 8 to 15 digits, such as 0812 1111 0001.",
    traceTitle: "AT commands, live", hidePolls: "hide polling", filter: "Filter", pause: "Pause", resume: "Resume", clear: "Clear",
    traceEmpty: "No AT command yet. Connect a program to {link}, or send a message from a phone.",
    traceEmptyFilter: "No line passes the filter.", traceCount: "{shown} of {all} lines", tracePaused: "paused, {held} new lines wait",
    toModem: "to the modem", fromModem: "from the modem", remark: "remark of the simulator", skipped: "{count} lines left out: too many at once",
    themeAuto: "Theme: as the system", themeLight: "Theme: light", themeDark: "Theme: dark",
    phone: "Phone {number}", remove: "Put phone {number} away", screen: "Screen", keypad: "Keypad", kiosk: "Kiosk", modem: "Modem {index}",
    quickMenu: "Send MENU", quickCall: "Missed call", quickUssd: "Dial {code}",
    send: "Send", back: "Back", open: "Open", messages: "Messages", dialer: "Dial", cancel: "Cancel", ok: "OK", clearOne: "Delete", text: "SMS", end: "End",
    call: "Call", endCall: "End, home screen", up: "Up", down: "Down",
    write: "Write a message", to: "To {name}", reply: "Your answer", noMessages: "No messages yet", firstStep: "Type MENU, then press Send.",
    firstStepMore: "Or let it ring once (“Missed call”): the menu comes by SMS.",
    left: "{left} left", parts: "{parts} SMS", forcesUcs2: "“{char}” makes it UCS2: 70 characters per SMS",
    unread: "{count} unread", dialHint: "Green key: call", dialHintUssd: "Green key: USSD", number: "Number",
    calling: "Calling…", ringing: "Incoming call", talking: "Connected", callHeld: "On hold", callEnded: "Call ended", missedCall: "Not answered", callRejected: "Rejected: no charge", callBusy: "Busy", callUnreachable: "Not reachable", waiting: "Waiting for the network…",
    flash: "Flash message", ussdEnded: "Session ended", newMessage: "Message from {name}: {text}", sent: "Sent",
    unreachable: "The simulator does not answer.", unreachableRemedy: "Is it still running?",
    gsm7: "GSM 7-bit", ucs2: "UCS2", "8bit": "8 bit data", part: "part {part} of {total}",
    towards: "to", from: "from", about: "about",
    tabAt: "AT commands", tabAir: "On the air", tabWorld: "Time and trouble", airEmpty: "Nothing yet. What phones send and receive is shown here.",
    showPhone: "Show this phone", counter: "Counter", air_out: "sends", air_in: "receives", air_screen: "USSD screen", air_call: "calls", air_lost: "not delivered", air_counter: "at the counter",
    timeTitle: "Time", timeText: "Put the clock forward, or make it faster: what falls due on the way happens. In a hurry it waits for calls and for whoever reads a USSD screen.", speed: "Speed of time", realTime: "Real time", plus10: "+ 10 minutes", plusHour: "+ 1 hour", plusDay: "+ 1 day",
    troubleTitle: "Trouble", troubleText: "Break the modem, and see what residents get. Press again to mend it.",
    fault_unplug: "Modem pulled out", fault_silent: "Modem hangs", "fault_no-network": "No network", "fault_sim-removed": "SIM card out", "fault_storage-full": "Memory full", fault_garbage: "Noise on the line", "fault_brown-out": "Power dip, once", noCredit: "No credit",
  },
  id: {
    other: "English", title: "simulator", modems: "Modem", phones: "Telepon", clock: "Jam jaringan simulasi",
    connecting: "Menyambung…", connected: "Langsung", lost: "Sambungan putus, mencoba lagi…",
    addPhone: "Telepon lain", add: "Tambah", badNumber: "Nomor telepon terdiri atas 8 sampai 15 angka, misalnya 0812 1111 0001.",
    traceTitle: "Perintah AT, langsung", hidePolls: "tanpa polling", filter: "Saring", pause: "Jeda", resume: "Lanjut", clear: "Bersihkan",
    traceEmpty: "Belum ada perintah AT. Sambungkan program ke {link}, atau kirim pesan dari telepon.",
    traceEmptyFilter: "Tidak ada baris yang cocok.", traceCount: "{shown} dari {all} baris", tracePaused: "dijeda, {held} baris baru menunggu",
    toModem: "ke modem", fromModem: "dari modem", remark: "catatan simulator", skipped: "{count} baris dilewati: terlalu banyak sekaligus",
    themeAuto: "Tampilan: ikut sistem", themeLight: "Tampilan: terang", themeDark: "Tampilan: gelap",
    phone: "Telepon {number}", remove: "Simpan telepon {number}", screen: "Layar", keypad: "Tombol", kiosk: "Loket", modem: "Modem {index}",
    quickMenu: "Kirim MENU", quickCall: "Misscall", quickUssd: "Tekan {code}",
    send: "Kirim", back: "Kembali", open: "Buka", messages: "Pesan", dialer: "Telepon", cancel: "Batal", ok: "OK", clearOne: "Hapus", text: "SMS", end: "Tutup",
    call: "Panggil", endCall: "Tutup, layar utama", up: "Naik", down: "Turun",
    write: "Tulis pesan", to: "Kepada {name}", reply: "Jawaban Anda", noMessages: "Belum ada pesan", firstStep: "Ketik MENU lalu Kirim.",
    firstStepMore: "Atau misscall saja: menu datang lewat SMS.",
    left: "sisa {left}", parts: "{parts} SMS", forcesUcs2: "“{char}” menjadikannya UCS2: 70 huruf per SMS",
    unread: "{count} belum dibaca", dialHint: "Tombol hijau: panggil", dialHintUssd: "Tombol hijau: USSD", number: "Nomor",
    calling: "Memanggil…", ringing: "Panggilan masuk", talking: "Tersambung", callHeld: "Ditahan", callEnded: "Panggilan selesai", missedCall: "Tidak dijawab", callRejected: "Ditolak: tanpa biaya", callBusy: "Sibuk", callUnreachable: "Tidak terjangkau", waiting: "Menunggu jaringan…",
    flash: "Pesan kilat", ussdEnded: "Sesi selesai", newMessage: "Pesan dari {name}: {text}", sent: "Terkirim",
    unreachable: "Simulator tidak menjawab.", unreachableRemedy: "Apakah masih berjalan?",
    gsm7: "GSM 7-bit", ucs2: "UCS2", "8bit": "data 8 bit", part: "bagian {part} dari {total}",
    towards: "kepada", from: "dari", about: "tentang",
    tabAt: "Perintah AT", tabAir: "Di udara", tabWorld: "Waktu dan gangguan", airEmpty: "Belum ada. Yang dikirim dan diterima semua telepon tampil di sini.",
    showPhone: "Tampilkan telepon ini", counter: "Loket", air_out: "mengirim", air_in: "menerima", air_screen: "layar USSD", air_call: "menelepon", air_lost: "tidak sampai", air_counter: "di loket",
    timeTitle: "Waktu", timeText: "Majukan jam, atau percepat: yang jatuh tempo di antaranya terjadi. Saat dipercepat, jam menunggu panggilan dan siapa pun yang membaca layar USSD.", speed: "Kecepatan waktu", realTime: "Waktu nyata", plus10: "+ 10 menit", plusHour: "+ 1 jam", plusDay: "+ 1 hari",
    troubleTitle: "Gangguan", troubleText: "Rusak modemnya, dan lihat apa yang diterima warga. Tekan lagi untuk memulihkan.",
    fault_unplug: "Modem dicabut", fault_silent: "Modem macet", "fault_no-network": "Tanpa jaringan", "fault_sim-removed": "Kartu SIM lepas", "fault_storage-full": "Memori penuh", fault_garbage: "Gangguan di kabel", "fault_brown-out": "Listrik anjlok, sekali", noCredit: "Pulsa habis",
  },
};

const KEY = "loket.language";
let language = read() ?? (navigator.language.toLowerCase().startsWith("id") ? "id" : "en");

function read() {
  const stored = localStorage.getItem(KEY);
  return stored in WORDS ? stored : null;
}

/** The language of the page: "id" or "en". */
export const current = () => language;

/** Changes to the other language and keeps it for the next visit. */
export function toggle() {
  language = language === "id" ? "en" : "id";
  localStorage.setItem(KEY, language);
}

/** The words for a key, with {names} filled in. */
export function say(key, values = {}) {
  return WORDS[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Fills every element that names its words in the document. */
export function fill(root = document) {
  document.documentElement.lang = language;
  for (const element of root.querySelectorAll("[data-word]")) element.textContent = say(element.dataset.word);
  for (const element of root.querySelectorAll("[data-label]")) element.setAttribute("aria-label", say(element.dataset.label));
  for (const element of root.querySelectorAll("[data-title]")) element.title = say(element.dataset.title);
  for (const element of root.querySelectorAll("[data-placeholder]")) element.placeholder = say(element.dataset.placeholder);
}
