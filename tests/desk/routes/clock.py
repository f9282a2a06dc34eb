"""Routes by which the clock of a dossier is let stand."""

from tests.desk.routes.route import Route, act_on

ROUTES: dict[str, Route] = {
    "waiting": act_on("hoa", "received", cause="tax", asked="Phiếu chuyển thông tin số 12"),
    "payment": act_on("hoa", "received", owed="Tiền sử dụng đất"),
}
