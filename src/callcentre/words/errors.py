"""A sentence for the code of every problem: what, why, what to do."""

from callcentre.domain.errors import Problem
from callcentre.words import N_, _, codes, language

SENTENCES: dict[str, str] = {
    "order.illegal": N_("{event} is not possible now: {objection}. The order is {state}. Possible: {possible}."),
    "order.no_right": N_("{event} takes another role: {roles}."),
    "order.before_last_change": N_("{event} lies before the order's last change and would have moved it."),
    "order.undo_not_yours": N_("Somebody else wrote this step; a supervisor can take it back."),
    "order.undo_too_late": N_("Taking back is possible for {seconds} seconds; a supervisor still can."),
    "order.nothing_to_undo": N_("There is no step to take back; the order is {state}."),
    "order.other_outlet": N_("{event} is for another outlet's order."),
    "order.not_relayed": N_("{event} needs an outlet, and the order was not relayed yet."),
    "order.unknown": N_("There is no such order."),
    "order.unknown_kind": N_("There is no order kind {value}."),
    "order.second_no_supervisor": N_("The second person must be a supervisor."),
    "complaint.illegal": N_("{event} is not possible now: {objection}. The complaint is {state}. Possible: {possible}."),
    "complaint.no_right": N_("{event} takes another role: {roles}."),
    "phone.letters": N_("A phone number has no letters: {value}."),
    "phone.empty": N_("There is no digit in this phone number: {value}."),
    "geo.unknown_datum": N_("There is no coordinate system {value}; known are {among}."),
    "geo.out_of_range": N_("{field} must lie between -{most} and {most}, not {value}."),
    "event.missing": N_("{event} needs {field}."),
    "event.unknown_field": N_("{event} has no field {field}."),
    "event.wrong_type": N_("{field} of {event} must be of type {wanted}."),
    "event.not_among": N_("It must be one of: {among}."),
    "event.ends_before": N_("{field} lies before {first}."),
    "event.not_correctable": N_("{field} of {event} decides a state and cannot be corrected."),
    "event.unknown_event": N_("There is no such event on this order."),
    "callback.still_reachable": N_("The customer does not count as unreachable yet."),
    "customer.unknown": N_("There is no such customer."),
    "customer.closed": N_("This customer's account has ended."),
    "outlet.unknown": N_("There is no such outlet."),
    "outlet.ended": N_("Outlet {code} has ended its service."),
    "outlet.unknown_code": N_("There is no outlet {value}."),
    "period.malformed": N_("{value} is no period; a month is written as 2026-10."),
    "server.url": N_("A server is named as postgresql://USER@HOST/DATABASE."),
    "server.password_in_url": N_(
        "A password never stands in the URL, where others could read it. It is asked for, or read with --password-fd."
    ),
    "server.no_tls": N_("Over the network the line must be encrypted: sslmode={mode} is not allowed."),
    "server.unreachable": N_("The server cannot be reached: {reason}."),
    "server.not_owner": N_("{login} does not look after this server. Name callcentre_admin, on the machine of the server: its README says how."),
    "server.not_empty": N_("This database has tables already. Name an empty one; nothing was changed."),
    "server.not_set_up": N_("This database was not set up yet: callcentre server init."),
    "server.newer": N_("The server is of a newer version ({revision}) than this program. Nothing was changed."),
    "server.other_version": N_("The server is of version {revision}, this program works with {wanted}: callcentre server upgrade."),
    "server.too_old": N_("PostgreSQL {version} is too old; 15 is the oldest that works."),
    "server.passwords_differ": N_("The two passwords differ. Nothing was changed."),
    "line.wrong_password": N_("The server does not take this password of {login}. Give the right one; what waits here is kept."),
    "line.no_password": N_("The server wants the password of {login}, and none was given."),
    "line.unreachable": N_("The server {host} does not answer. Work goes on here; what waits goes out when it is back."),
    "line.no_database": N_("There is no database {database} or no login {login} on the server {host}."),
    "line.certificate_expired": N_(
        "The certificate of the server {host} has expired, or the clock of this computer is wrong. Nothing was sent."
    ),
    "line.certificate": N_("The certificate of the server {host} is not one that is trusted here. Nothing was sent."),
    "line.no_tls": N_("The server {host} offers no encrypted line, and nothing is sent over an open one."),
    "line.tls_wanted": N_("The server {host} takes encrypted lines only: leave sslmode out of the URL."),
    "line.not_proven": N_("The server {host} could not prove that it knows the login {login}. Nothing was sent."),
    "line.locked": N_("The login {login} is locked or unknown on this server. Ask whoever runs it; what waits here is kept."),
    "line.not_admitted": N_("The server {host} does not let {login} in from this computer. Ask whoever runs it."),
    "line.full": N_("The server has no room for another connection just now. It is tried again."),
    "line.starting": N_("The server is starting or stopping. It is tried again."),
    "line.disk_full": N_("The disk of the server is full. Nothing is lost; what waits here goes out when there is room."),
    "line.disk_fault": N_("The server cannot read or write its disk. Nothing is lost; tell whoever runs it."),
    "line.read_only": N_("This server is a standby, it answers questions only. What waits here goes to the first server; name both in the address."),
    "line.no_right": N_("The server did not allow that for this login. It is asked once more with the rights it has now."),
    "line.damaged": N_(
        "A part of the server's database is missing. Tell whoever runs it that it must be restored; "
        "nothing here is lost, and what waits goes out afterwards."
    ),
    "line.failed": N_("The server answered with an error nobody foresaw ({state}). Nothing is lost; it is tried again."),
    "line.not_understood": N_("The server's answer makes no sense here. Nothing of it was stored; it is asked again."),
    "line.upgrade_required": N_("The server wants a newer version of this program. Work goes on here; what waits goes out after it."),
    "line.server_older": N_("The server is older than this program and must be brought forward. What waits here is kept."),
    "line.other_person": N_("This login belongs to somebody else than this folder. Nothing was sent."),
    "line.other_scope": N_(
        "{login} may see other things than this folder holds. Nothing was sent; what they did goes from a folder of their own, or a "
        "supervisor sends it."
    ),
    "line.lost": N_("The line to the server broke. Work goes on here; what waits goes out when it is back."),
    "line.broke": N_("The exchange ended in a fault of the program, which is in its log. What waits here is kept."),
    "file.copied": N_(
        "This data file came here from another computer or folder. It is a workstation of its own now, and its numbers bear another sign."
    ),
    "file.put_back": N_(
        "An earlier state of the data file was put back. It is a workstation of its own now, and its numbers bear another sign. "
        "What had been sent comes back from the server; what had not is in the copy of unsent work, if there is one."
    ),
    "file.restored": N_(
        "A backup was restored. This is a workstation of its own now, and its numbers bear another sign. What had been sent to a "
        "server since then comes back from there."
    ),
    "outbox.taken": N_(
        "{changes} changes that the data file had lost were taken from the copy of unsent work. They go out with the next exchange and "
        "stand in the lists after it."
    ),
    "profile.too_new": N_(
        "The version of the rules from {day} on was made with a newer program and cannot be read here. Work goes on by the version "
        "before; install the newer program."
    ),
    "server.put_back": N_(
        "The server was put back to an earlier state. {own} acts of this workstation that it has lost go out again by themselves. "
        "{others} acts of colleagues are missing there: they come back from their own workstations, or this one offers them to a "
        "supervisor after a day. A copy of the data file as it was lies beside it."
    ),
    "connect.no_login": N_("Say by which login you are known there."),
    "row.erased": N_("What was told of this person was erased for good, and nothing more is written of them. Take them in as a new customer."),
    "row.not_yet": N_(
        "It builds on something that the server does not know. The workstation that made that may still bring it; after a day "
        "a supervisor decides."
    ),
    "server.failed": N_("The server failed at this act alone. It is tried again; if it stays so, tell whoever runs the server."),
    "after.unknown": N_("It builds on a step that the server has not heard of yet."),
    "command.needs": N_("It builds on an act that has not been taken yet."),
    "command.witnessed": N_("It waits for the word of a supervisor."),
    "decided.dropped": N_("A supervisor has decided that it does not count."),
    "actor.forged": N_("It was done by somebody else than this login is for, and the server does not take it."),
    "schema.unknown": N_("The server does not know this kind of change: it is older than this program."),
    "conflict.settled": N_("Somebody has settled this already; look at what stands there now."),
    "connect.demo": N_("A demo folder is never connected to a server."),
    "connect.joined": N_("This folder is connected to a server already: {url}."),
    "connect.not_connected": N_("This folder is not connected to a server: callcentre connect --url URL."),
    "erase.unasked": N_("Nothing was erased: say --yes, or answer at a terminal."),
    "connect.unfinished": N_("The folder is still being made ready for the server. Nothing was exchanged yet; it goes on by itself."),
    "connect.unasked": N_("Nothing was sent: say --yes, or answer at a terminal."),
    "login.taken": N_("There is a login {login} on this server already."),
    "login.unknown": N_("There is no login {login}."),
    "settle.needs_server": N_("A month is frozen on the shared server; this workstation is not connected to one."),
    "part.unknown": N_("There is no part {value} in the price list."),
    "person.unknown": N_("There is no such person."),
    "person.ended": N_("This person no longer works here."),
    "demo.half_built": N_("The demo folder was not finished. Delete it and start again; it holds nothing of your own."),
    "profile.unknown": N_("There is no profile {value}. Known: {known}."),
    "profile.syntax": N_("{place}: this is not TOML: {why}."),
    "profile.unreadable": N_("{place} cannot be read as a profile: {why}."),
    "profile.twice": N_("{place}: {field} stands in another file of the profile already."),
    "profile.missing": N_("{place}: {field}: {missing} is missing."),
    "profile.unknown_name": N_("{place}: {field} is not a name a profile knows here."),
    "profile.wrong_type": N_("{place}: {field} must be a {wanted} (seen: {value})."),
    "profile.too_few": N_("{place}: {field} needs at least {least}."),
    "profile.blank": N_("{place}: {field} is blank."),
    "profile.not_among": N_("{place}: {field} must be one of: {among} (seen: {value})."),
    "profile.out_of_range": N_("{place}: {field} must lie between {least} and {most} (seen: {value})."),
    "profile.too_small": N_("{place}: {field} must be at least {least} (seen: {value})."),
    "profile.code_twice": N_("{place}: {field}: {again} stands there twice."),
    "profile.no_zone": N_("{place}: {field}: there is no time zone {value}."),
    "profile.each_once": N_("{place}: {field} must name each of these once: {among}."),
    "profile.must_fall": N_("{place}: {field} must be less than that of the band before (seen: {value})."),
    "profile.last_band_zero": N_("{place}: {field}: the last band must begin at 0."),
    "profile.no_tariff": N_("{place}: {field}: {kind} has no tariff."),
    "profile.no_window": N_("{place}: {field} must be two hours, the first before the second."),
    "profile.year_unpublished": N_("{place}: {field}: {year} is not among the published years."),
    "profile.day_as_usual": N_("{place}: {field}: {value} is that kind of day anyway."),
    "profile.ends_before": N_("{place}: {field} lies before {first}."),
    "profile.braces": N_("{place}: {field}: the braces do not match."),
    "profile.unknown_blank": N_("{place}: {field}: {blank} cannot be filled in. Possible: {among}."),
    "profile.nobody_asks": N_("{place}: {field}: no question asks whether the customer is satisfied."),
    "profile.no_answer_field": N_("{place}: {field}: a callback answer cannot take this value for {name}."),
    "act.no_right": N_("This takes another role: {roles}."),
    "act.other_outlet": N_("This belongs to another outlet."),
    "value.empty": N_("{field} must not be empty."),
    "value.negative": N_("{field} must not be negative (seen: {value})."),
    "value.not_among": N_("It must be one of: {among}."),
    "value.unknown_field": N_("{field} cannot be changed here."),
    "value.ends_before": N_("{field} lies before {first}."),
    "place.half": N_("Longitude and latitude come together; {field} is missing."),
    "place.out_of_range": N_("{field} is not on the globe: {value}."),
    "outlet.cycle": N_("An outlet cannot stand below itself."),
    "outlet.not_empty": N_(
        "The outlet still has {below} active outlets below it and {orders} open orders. Move or withdraw them first."
    ),
    "technician.unknown": N_("There is no such technician."),
    "customer.wrong_state": N_("This is not possible for a customer who is {account}."),
    "customer.same": N_("These two are the same customer already."),
    "customer.not_merged": N_("This customer was not merged with another."),
    "customer.hours": N_("Agreed hours must end after they begin, within one day: {value}."),
    "phone.unknown": N_("There is no such phone number on file."),
    "phone.not_struck": N_("{value} is not struck out."),
    "asset.unknown": N_("There is no such machine."),
    "asset.serial_taken": N_("Machine {value} is registered already. Find the caller by this serial, or hand it on first."),
    "asset.not_marked": N_("This machine is not marked do-not-use."),
    "call.unknown_disposition": N_("There is no disposition {value}."),
    "person.last_administrator": N_("Somebody has to remain administrator."),
    "person.not_a_person": N_("Rules and imports are not changed like persons."),
    "person.roles": N_("A person needs at least one role of their own (seen: {value})."),
    "person.dispatcher_without_outlet": N_("A dispatcher belongs to an outlet; choose one."),
    "person.account_taken": N_("The account {value} belongs to somebody else."),
    "complaint.unknown": N_("There is no such complaint."),
    "complaint.unknown_category": N_("There is no complaint category {value}."),
    "complaint.unknown_severity": N_("There is no complaint severity {value}."),
    "order.danger_is_now": N_(
        "A danger does not wait: the window must begin now. A supervisor may lower the urgency first."
    ),
    "attachment.too_large": N_("The file is too large to keep: {value} bytes of at most {greatest}."),
    "attachment.missing": N_("The bytes of this file are no longer there."),
    "row.unknown": N_("What you are changing is no longer there."),
    "row.taken": N_("There is one with this number, code or name already. Nothing was saved; choose another."),
    "row.points_nowhere": N_("This refers to something that is not on file. Nothing was saved."),
    "row.unstorable": N_(
        "A text with half a character in it, or a number beyond all bounds, cannot be stored. Nothing was saved."
    ),
    "backup.not_one": N_("{path} is not a backup of Callcentre, or it is damaged. Nothing was changed."),
    "backup.unreadable": N_("{path} cannot be read: {reason}. Nothing was changed."),
    "backup.unwritable": N_("{path} cannot be written: {reason}. No backup was made."),
    "backup.in_the_way": N_("{path} is there already and is no backup. Nothing was changed; name another file."),
    "backup.incomplete": N_("{path} does not hold the rows it says it holds. Nothing was changed."),
    "store.no_data": N_("There is no data file in {path} to back up."),
    "form.missing": N_("This is needed."),
    "form.not_chosen": N_("“{value}” is not one choice. Choose from the list, or Esc takes it back."),
    "form.no_time": N_("{value} is no time. Write 14:30 or 7-17 14:30."),
    "form.no_window": N_("{value} is no window. Write 18-20, 17 18-20 or 7-17 9:30-11, or press cursor down."),
    "form.no_money": N_("{value} is no amount of money."),
    "form.not_done": N_("After such a visit the work is not done: it stays open, or the outlet is unable to."),
    "form.no_score": N_("A score is a whole number from 0 to 10."),
    "store.no_key": N_(
        "There is no key for the data file: this machine has no keyring. Name a key file with "
        "--key-file, or in {variable}; or set up a keyring for this account."
    ),
    "store.bad_key_file": N_(
        "{path} cannot be used as a key file. It must be readable and hold 64 hexadecimal characters."
    ),
    "store.wrong_key": N_(
        "This key does not open the data file. Nothing was changed; use the key that the file was made "
        "with."
    ),
    "store.no_key_file": N_(
        "There is no key file {path}, and the data in {folder} opens only with the key it was made with. "
        "Name that key file; no new one was made."
    ),
    "store.no_kept_key": N_(
        "The keyring does not hold the key of {folder}, and its data opens only with the key it was made "
        "with. Open the keyring it was kept in, or name a key file with --key-file or in {variable}; no new "
        "key was made."
    ),
    "store.no_folder": N_("{path} cannot be used as the data folder: {reason}."),
    "store.missing": N_(
        "The data file {path} is gone; the folder has had one. A damaged one is kept beside it. Put it "
        "back or restore a backup; to begin with an empty one, move {id} out of the folder."
    ),
    "store.damaged": N_("The data file is damaged. It was kept as {path}; restore a backup to go on working."),
    "store.damage_met": N_(
        "Part of the data file cannot be read. Nothing was saved; make no changes and call for help with "
        "a backup at hand."
    ),
    "store.newer": N_(
        "The data file was written by a newer version of the program. Install that version; nothing was "
        "changed."
    ),
    "store.locked": N_("Another program is holding the data file. Nothing was lost; try again in a moment."),
    "store.read_only": N_("The data folder cannot be written to. Nothing was saved; check its permissions."),
    "store.disk_fault": N_(
        "The disk did not do what it was asked to, so nothing was saved. Check the disk, then try again."
    ),
    "store.migration": N_(
        "The data file could not be brought to this version: table {table} would have lost rows. It is "
        "as it was before."
    ),
    "folder.is_real": N_("This folder holds real work, so no demo is put into it."),
    "person.no_account": N_("Nobody here signs in with the account {account}. An administrator can add it."),
    "calendar.unclear": N_("{value} is no day. Write 2027-02-05 or 2027-02-05..02-11, with commas between."),
    "calendar.other_year": N_("{value} does not lie in {year}."),
    "calendar.usual": N_("{value} is that kind of day anyway."),
    "form.no_date": N_("{value} is no day. Write 7-17 or 2027-01-01."),
    "profile.none": N_("No profile is in force at that time."),
    "disk.full": N_("The disk is full, so nothing was saved. Free some space and save again."),
    "file.wrong_suffix": N_("Only files ending in {suffixes} can be read."),
    "file.too_large": N_("The file holds more than {megabytes} MB when unpacked; split it."),
    "file.unreadable": N_("The file cannot be read: {reason}."),
    "file.unwritable": N_("The file cannot be written: {reason}."),
    "file.no_refused_file": N_("The refused rows cannot be put into {path}: {reason}. Nothing was written."),
    "file.own": N_("{path} is a file of the data folder, or its key. Nothing was written; name another file."),
    "file.broken": N_("The file is damaged, or no {suffix} file."),
    "file.empty": N_("The file is empty; its first line must name the columns."),
    "file.encoding_unknown": N_('The encoding cannot be told for sure; name it in a mapping (encoding = "gb18030", "big5", ...) and use --mapping.'),
    "file.undecodable": N_("Line {line} is not {encoding}; name the right encoding in the mapping."),
    "file.no_such_encoding": N_("There is no encoding {encoding}."),
    "file.quotes": N_("A quote sign is opened and not closed as it should be; what follows cannot be read."),
    "file.cell_too_long": N_("A cell holds more than {most} characters."),
    "file.unknown_column": N_("There is no column of this name for {kind}. Known are: {known}."),
    "file.column_twice": N_("The column {column} comes twice."),
    "file.lacks_column": N_("A file of {kind} needs this column."),
    "row.ragged": N_("The row has {found} cells where the header has {wanted}."),
    "row.key_twice": N_("The same key as in line {first}, with other values."),
    "value.nul": N_("The text holds a NUL character."),
    "value.no_text": N_("This is no text that can be stored."),
    "value.no_number": N_("This is no whole number."),
    "value.no_degrees": N_("{value} is no longitude or latitude. Write degrees as 117.26."),
    "value.sheet_error": N_("The cell holds the error of a formula."),
    "value.too_large": N_("This number is too large."),
    "value.no_time": N_("This is no time as in 2026-07-01 09:30."),
    "value.no_day": N_("This is no day as in 2026-07-01."),
    "value.far_year": N_("The year is not one of 1900 to 2199."),
    "value.no_flag": N_("It must be true, false, 1, 0, yes, no, 是 or 否."),
    "value.no_parts": N_("Parts are written as code*count;code*count."),
    "reference.outlet_code": N_("There is no outlet with this code."),
    "reference.parent": N_("There is no outlet with this code that could stand above."),
    "reference.customer_no": N_("There is no customer with this number."),
    "reference.order_no": N_("There is no order with this number."),
    "reference.repeat_of": N_("There is no earlier order with this number."),
    "reference.follows": N_("There is no order with this number to follow."),
    "reference.serial": N_("There is no machine with this serial."),
    "reference.model": N_("There is no product model of this name."),
    "event.not_in_file": N_("Events of this kind do not come in files. Possible: {among}."),
    "event.unknown_kind": N_("There is no event of this kind. Possible: {among}."),
    "order.opened_stays": N_("The time at which a known order was opened does not change."),
    "call.stays": N_("A call that was written does not change ({fields})."),
    "complaint.stays": N_("What a complaint was received with does not change ({fields})."),
    "complaint.has_ended": N_("The complaint has ended and does not change ({fields})."),
    "complaint.before_order": N_("The complaint lies before its order was opened."),
    "complaint.half_ended": N_("ended_at and ended_as come together or not at all."),
    "mapping.unreadable": N_("The mapping is no TOML: {reason}."),
    "mapping.unknown_name": N_("A mapping has no such name here. Known are: {among}."),
    "mapping.wrong_type": N_("It must be of type {wanted}."),
    "mapping.other_kind": N_("The mapping is for {value}, and {wanted} is asked for."),
    "mapping.not_of_kind": N_("{kind} has no column {value}."),
    "mapping.lacks": N_("The mapping lacks {wanted} here."),
    "mapping.one_origin": N_("A column comes from exactly one of: {among}."),
    "mapping.only_with_from": N_("Steps are possible only for a column that comes from the file."),
    "mapping.bad_pattern": N_("This is no regular expression: {reason}."),
    "mapping.no_zone": N_("There is no time zone of this name."),
    "mapping.no_column": N_("The file has no such column. It has: {header}."),
    "mapping.no_date": N_("This is no time in one of the formats {formats}."),
    "mapping.not_in_table": N_("The mapping's table of values does not have this."),
    "export.too_many_rows": N_("A sheet holds at most {most} rows; export as CSV."),
    "export.cell_too_long": N_("A cell of a sheet holds at most {most} characters; export as CSV."),
}


def say(problem: Problem) -> str:
    """The sentence for a problem in the language in use; an unknown code shows itself."""
    sentence = SENTENCES.get(problem.code)
    if sentence is None:
        return str(problem)
    return _(sentence).format_map(_Told({name: _shown(name, value) for name, value in problem.data.items()}))


class _Told(dict[str, object]):
    """What fills a sentence. A server of another version may tell less than our sentence wants."""

    def __missing__(self, name: str) -> str:
        return "…"


_TABLES = {
    "event": codes.EVENTS | codes.COMPLAINT_EVENTS,
    "state": codes.COMPLAINT_STATES | codes.STATES,
    "objection": codes.OBJECTIONS,
    "possible": codes.EVENTS | codes.COMPLAINT_EVENTS,
    "roles": codes.ROLES,
    "account": codes.CUSTOMER_STATES,
}


def _shown(name: str, value: object) -> object:
    table = _TABLES.get(name)
    if table is None:
        return value
    if isinstance(value, list | tuple):
        between = "、" if language() == "zh_CN" else ", "
        return between.join(codes.shown(table, str(code)) for code in value) or _("nothing")
    return codes.shown(table, str(value))
