"""What the screen itself says, in each language; what is asked and answered comes from the books. PURE."""

from typing import NamedTuple


class Words(NamedTuple):
    """The screen's own words in one language."""

    language: str
    welcome: str
    no_money: str
    press: str
    services: str
    hours: str
    at_home: str
    free: str
    begin: str
    type_number: str
    type_text: str
    again: str
    one_more: str
    tap: str
    still_here: str
    cleared: str
    erase: str
    done: str
    letters: str
    digits: str
    rate: str
    survey: str
    larger: str
    smaller: str
    number: str
    note_it: str
    printing: str
    take_slip: str
    slip_later: str
    ask_staff: str
    fault: str
    small: str


WORDS = {
    "id": Words(
        "Bahasa Indonesia",
        "Selamat datang",
        "Gratis. Kami tidak pernah meminta uang atau PIN.",
        "Tekan angka, lalu ENTER",
        "Yang bisa diurus di sini",
        "Petugas ada pukul {hours}",
        "Juga dari HP apa saja, tanpa internet",
        "Misscall {number}: gratis, menunya datang lewat SMS",
        "Tekan ENTER untuk mulai",
        "Ketik angka, lalu ENTER",
        "Ketik, lalu ENTER",
        "Selesai. ENTER: warga berikutnya",
        "Selesai. ENTER: satu pertanyaan lagi",
        "Tekan satu angka. # selesai",
        "Masih di sini? Tekan angka",
        "Layar dibersihkan dalam {seconds}",
        "hapus",
        "selesai",
        "huruf",
        "angka",
        "Nilai layanan kami",
        "survei",
        "besar",
        "kecil",
        "Nomor Anda",
        "Catat atau foto nomor ini",
        "Slip sedang dicetak",
        "Slip sudah dicetak. Silakan ambil",
        "Slip dicetak nanti. Catat nomor ini, atau tanya petugas",
        "Slip belum bisa dicetak. Catat, atau tanya petugas",
        "Maaf, layanan ini sedang terganggu. Silakan ke meja petugas. Darurat? Telepon 112",
        "Layar ini terlalu kecil: paling sedikit 40 kolom dan 12 baris.",
    ),
    "su": Words(
        "Basa Sunda",
        "Wilujeng sumping",
        "Gratis. Kami henteu pernah menta artos atanapi PIN.",
        "Pencét angka, teras ENTER",
        "Anu tiasa diurus di dieu",
        "Petugas aya tabuh {hours}",
        "Ogé tina HP naon waé, tanpa internét",
        "Misscall {number}: gratis, menuna dugi ku SMS",
        "Pencét ENTER kanggo ngamimitian",
        "Ketik angka, teras ENTER",
        "Ketik, teras ENTER",
        "Rengsé. ENTER: warga salajengna",
        "Rengsé. ENTER: hiji patarosan deui",
        "Pencét hiji angka. # rengsé",
        "Aya kénéh? Pencét angka",
        "Layar dibersihan dina {seconds}",
        "hapus",
        "rengsé",
        "hurup",
        "angka",
        "Niley layanan kami",
        "survéy",
        "ageung",
        "alit",
        "Nomer Anjeun",
        "Catet atanapi poto nomer ieu",
        "Slip nuju dicitak",
        "Slip parantos dicitak. Mangga candak",
        "Slip dicitak engké. Catet nomer ieu, atanapi taros petugas",
        "Slip teu acan tiasa dicitak. Catet, atanapi taros petugas",
        "Hapunten, layanan ieu nuju aya gangguan. Mangga ka méja petugas. Darurat? Telepon 112",
        "Layar ieu leutik teuing: sahenteuna 40 kolom sareng 12 baris.",
    ),
    "en": Words(
        "English",
        "Welcome",
        "Free. We never ask for money or a PIN.",
        "Press a number, then ENTER",
        "What you can do here",
        "Staff are here {hours}",
        "Also from any phone, without internet",
        "Missed call to {number}: free, the menu comes by SMS",
        "Press ENTER to begin",
        "Type a number, then ENTER",
        "Type, then ENTER",
        "Done. ENTER: next visitor",
        "Done. ENTER: one more question",
        "Press one number. # finish",
        "Still here? Press a number",
        "The screen is cleared in {seconds}",
        "erase",
        "finish",
        "letters",
        "numbers",
        "Rate our services",
        "survey",
        "larger",
        "smaller",
        "Your number",
        "Note it down or take a photo of it",
        "Your slip is being printed",
        "Your slip is printed. Please take it",
        "Your slip is printed later. Note the number, or ask the staff",
        "Your slip cannot be printed now. Note this, or ask the staff",
        "Sorry, this service has a fault just now. Please ask the staff. Emergency? Call 112",
        "This screen is too small: 40 columns and 12 rows at least.",
    ),
}


def words(language: str) -> Words:
    """Give the words of a language; Indonesian where there are none."""
    return WORDS.get(language, WORDS["id"])
