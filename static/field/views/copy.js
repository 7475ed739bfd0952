/* What does the establishment get on the spot? Record and commitment as paper, after Nghị định 30/2020/NĐ-CP,
   in the words of templates/documents/*.typ, each with the code of its receipt. */

import { generate } from "../../vendor/lean-qr/lean-qr.js";
import { h } from "../dom.js";
import { placeOf, teamOf, unitOf } from "../ledger.js";
import { table } from "../pack.js";
import { ANSWERS, counted, dayOf, FORMS, GROUNDS, hourOf, LICENCES, longDay, momentOf, person, shortDay, SIGNERS, WORKERS } from "../official.js";

const p = (...words) => h("p", {}, words);
const heading = (words) => h("h3", { class: "sheet__heading" }, words);
const subheading = (words) => h("h4", { class: "sheet__subheading" }, words);
const field = (label, value) => (value ? p(`${label}: `, value, ".") : null);
const lines = (words, otherwise) => (words || otherwise).split("\n").filter((line) => line.trim()).map((line) => p(line));

function motto() {
  return h("div", { class: "sheet__motto" }, p(h("strong", {}, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")), p(h("strong", { class: "sheet__rule" }, "Độc lập - Tự do - Hạnh phúc")));
}

function nationalHead(visit, place) {
  const unit = table("unit").get(String(teamOf(visit)?.unit ?? "")) ?? null;
  const province = unitOf(place)?.province ?? "";
  const above = unit?.committee ?? (province ? `Ủy ban nhân dân ${province}` : "");
  const city = province.replace(/^(tỉnh|thành phố) /i, "");
  const team = (teamOf(visit)?.name ?? "").toUpperCase();
  return h("div", { class: "sheet__head" },
    h("div", { class: "sheet__issuer" }, p(above.toUpperCase()), p(h("strong", { class: "sheet__rule" }, team)), p("Số: ………/BB-ĐKTLN178")),
    h("div", {}, motto(), h("p", { class: "sheet__day" }, `${unit?.place ?? city}, ${dayOf(visit.started_at)}`)));
}

function grid(heads, rows, widths) {
  return h("table", { class: "sheet__table" },
    h("colgroup", {}, widths.map((name) => h("col", { class: name }))),
    h("thead", {}, h("tr", {}, heads.map((words) => h("th", { scope: "col" }, words)))),
    h("tbody", {}, rows.map((cells) => h("tr", {}, cells.map((cell) => h("td", {}, cell))))));
}

function answerRow(answer) {
  const figures = answer.count === null ? "" : `${answer.count}${answer.total === null ? "" : `/${answer.total}`}`;
  const said = answer.kind === "count" && figures ? "" : ANSWERS[answer.value] ?? "Chưa kiểm tra";
  return [answer.code, [answer.question, h("br"), h("em", {}, `Căn cứ: ${answer.legal_basis}`)], [said, said && figures ? h("br") : null, figures], answer.note];
}

function openingOf(said) {
  const { decision } = said;
  return [
    decision ? p(`Thực hiện Quyết định số ${decision.number} ${longDay(decision.signed_on)} của ${decision.issuer_post || decision.issuer_body} về việc kiểm tra ${said.mode === "surprise" ? "đột xuất " : ""}việc chấp hành pháp luật về phòng, chống mại dâm.`) : null,
    said.unplanned ? p(`Kiểm tra đột xuất khi có ${GROUNDS[said.unplanned.ground] ?? ""}: ${said.unplanned.reference}.`) : null,
    p(`Hôm nay, hồi ${momentOf(said.started_at)}, tại ${said.place}, ${said.team.name} tiến hành kiểm tra đối với `, h("strong", {}, said.establishment.name), "."),
    said.second_visit ? p(`Cơ sở đã được kiểm tra trong năm; căn cứ để kiểm tra lần này: ${GROUNDS[said.second_visit.ground] ?? ""} (${said.second_visit.reference}).`) : null,
  ];
}

function peopleOf(said) {
  const owners = said.signatures.filter((one) => one.role === "owner");
  return [
    heading("I. THÀNH PHẦN"), subheading("1. Đội kiểm tra"),
    [...said.team.present].sort((one, other) => Number(other.is_leader) - Number(one.is_leader)).map((one, at) =>
      p(`${at + 1}. ${person(one.full_name, one.post_title, one.agency)}${one.is_leader ? " - chủ trì" : ""}.`)),
    subheading("2. Đại diện cơ sở được kiểm tra"),
    owners.length > 0 ? owners.map((one, at) => p(`${at + 1}. ${person(one.full_name, one.post_title)}.`)) : said.establishment.representative ? p(`1. ${person(said.establishment.representative)}.`) : p("Không có mặt."),
    subheading("3. Người chứng kiến, người có liên quan"), lines(said.others_present, "Không có."),
  ];
}

function placeOn({ establishment: place }) {
  return [
    heading("II. THÔNG TIN VỀ CƠ SỞ ĐƯỢC KIỂM TRA"),
    field("Tên cơ sở", h("strong", {}, place.name)), field("Loại hình kinh doanh", place.type), field("Hình thức pháp lý", FORMS[place.legal_form]),
    field("Địa chỉ", place.whole_address), field("Mã số thuế/mã số hộ kinh doanh", place.tax_code), field("Người đại diện", place.representative),
    field("Người chịu trách nhiệm về an ninh, trật tự", place.security_person),
    place.licences.length === 0 ? field("Giấy phép, giấy chứng nhận", "không xuất trình được hoặc không có thông tin")
      : [p("Giấy phép, giấy chứng nhận:"), place.licences.map((one) => p(`- ${LICENCES[one.kind] ?? ""}${one.number ? ` số ${one.number}` : ""}${one.issued_on ? `, cấp ngày ${shortDay(one.issued_on)}` : ""}${one.issuer ? `, nơi cấp: ${one.issuer}` : ""}${one.expires_on ? `, có giá trị đến ngày ${shortDay(one.expires_on)}` : ""}`))],
  ];
}

function resultsOf(said) {
  const sections = new Map();
  said.answers.forEach((answer) => sections.set(answer.section, [...(sections.get(answer.section) ?? []), answer]));
  return [
    heading("III. NỘI DUNG VÀ KẾT QUẢ KIỂM TRA"),
    p(said.decision ? `Đội kiểm tra đã xuất trình thẻ kiểm tra, công bố quyết định kiểm tra hồi ${momentOf(said.started_at)} và tiến hành kiểm tra các nội dung sau:` : "Đội kiểm tra đã xuất trình thẻ kiểm tra và tiến hành kiểm tra các nội dung sau:"),
    [...sections].map(([title, answers], at) => [subheading(`${at + 1}. ${title}`),
      grid(["TT", "Nội dung kiểm tra", "Kết quả", "Ghi chú"], answers.map(answerRow), ["sheet__narrow", "", "sheet__result", "sheet__note"])]),
    subheading(`${sections.size + 1}. Tình hình sử dụng lao động`),
    grid(["TT", "Chỉ tiêu", "Số người"], Object.entries(WORKERS).map(([name, label], at) => [at + 1, label, said.workers[name] ?? "Không xác định"]), ["sheet__narrow", "", "sheet__result"]),
    heading("IV. KẾT QUẢ XÁC MINH, NHẬN XÉT"), lines(said.findings, "Không có."),
    said.conclusion ? [subheading("Kết luận của Đội kiểm tra"), lines(said.conclusion)] : null,
    said.photos.length > 0 ? p(`Kèm theo biên bản có ${counted(said.photos.length)} ảnh chụp tại cơ sở, lưu trong hồ sơ điện tử.`) : null,
  ];
}

function faultsOf(said) {
  const faults = said.answers.filter((answer) => answer.value === "no");
  const result = ({ kind, count, total }) => {
    const figures = count === null ? "" : `${count}${total === null ? "" : `/${total}`}`;
    return kind === "count" ? figures : figures ? `không (${figures})` : "không";
  };
  return [heading("V. NỘI DUNG KHÔNG BẢO ĐẢM, DẤU HIỆU VI PHẠM PHÁT HIỆN QUA KIỂM TRA"),
    faults.length === 0 ? p("Qua kiểm tra, chưa phát hiện nội dung không bảo đảm, dấu hiệu vi phạm.")
      : [faults.map((answer, at) => p(`${at + 1}. Mục ${answer.code}: ${answer.question} Kết quả: ${result(answer)} (${answer.legal_basis}).`)),
        p("Việc lập biên bản vi phạm hành chính (nếu có) được thực hiện riêng theo quy định của pháp luật.")]];
}

function endOf(said) {
  const rows = said.recommendations.filter((line) => line.text);
  const sameDay = said.ended_at && dayOf(said.ended_at) === dayOf(said.started_at);
  const closing = said.ended_at ? (sameDay ? `${hourOf(said.ended_at)} cùng ngày` : momentOf(said.ended_at)) : "……";
  return [
    heading("VI. Ý KIẾN CỦA CƠ SỞ ĐƯỢC KIỂM TRA"), lines(said.owner_opinion, "Không có ý kiến."),
    heading("VII. KIẾN NGHỊ, YÊU CẦU CỦA ĐỘI KIỂM TRA"),
    rows.length === 0 ? p("Không có.") : grid(["TT", "Nội dung kiến nghị, yêu cầu", "Thời hạn thực hiện"],
      rows.map((row, at) => [at + 1, row.text, row.due_on ? `Chậm nhất ngày ${shortDay(row.due_on)}` : "Thực hiện ngay"]), ["sheet__narrow", "", "sheet__note"]),
    p(`Biên bản kết thúc hồi ${closing}, được lập thành ${counted(said.copies)} bản có nội dung và giá trị như nhau, giao cho cơ sở được kiểm tra 01 (một) bản; đã đọc lại cho những người có tên nêu trên cùng nghe, ${said.outcome === "refused" ? "những người đồng ý ký tên dưới đây." : "công nhận là đúng và cùng ký tên dưới đây."}`),
    said.outcome === "refused" ? refusalOf(said) : null,
  ];
}

function refusalOf(said) {
  const by = said.signatures.find((one) => ["commune", "witness"].includes(one.role));
  return [p(`${person(said.establishment.representative || `Đại diện của ${said.establishment.name}`)} từ chối ký biên bản, lý do: ${said.refusal_reason.replace(/\.$/, "")}.`),
    by ? p(`Việc từ chối ký biên bản có sự chứng kiến và được xác nhận bằng chữ ký của ${person(by.full_name, by.post_title)}, là ${by.role === "commune" ? "đại diện chính quyền cấp xã" : "người chứng kiến"}.`) : null];
}

function signatureBlocks(signatures) {
  return h("div", { class: "sheet__signatures" }, signatures.map((one) => h("div", { class: "sheet__signature" },
    p(h("strong", {}, one.label.toUpperCase())),
    one.image ? h("img", { src: one.image, alt: `Chữ ký của ${one.name}` }) : h("p", { class: "sheet__typed" }, one.typed ? "(ký bằng cách gõ họ tên)" : ""),
    p(h("strong", {}, one.name)), one.post ? p(one.post) : null)));
}

/** A code to scan: dark on white in every theme. */
export function codeImage(address, label) {
  const canvas = h("canvas", { class: "field-qr", role: "img", "aria-label": label });
  generate(address).toCanvas(canvas);
  return canvas;
}

/** What stands below the signatures: the code of the receipt, and what the page of the office shows too. */
function receiptOnPaper(code) {
  return code ? h("div", { class: "sheet__receipt" }, codeImage(code.address, "Mã biên nhận"), h("div", {},
    p(h("strong", {}, "Mã biên nhận")), p("Quét bằng máy ảnh của điện thoại để kiểm tra giấy này tại ", h("span", { class: "sheet__site" }, code.site), "."),
    p(`Máy tính bảng số ${code.number}, ký lúc ${momentOf(code.signedAt)}.`), p("Dấu nội dung: ", h("span", { class: "sheet__mark" }, code.mark)))) : null;
}

/** The inspection record on paper. */
export function recordSheet(visit, said, code) {
  const place = placeOf(visit.establishment);
  const signatures = said.signatures.map((one) => ({ label: SIGNERS[one.role], name: one.full_name, post: one.post_title, image: one.image, typed: one.typed }));
  return h("article", { class: "sheet", lang: "vi" }, nationalHead(visit, place),
    h("h2", { class: "sheet__title" }, "BIÊN BẢN KIỂM TRA"), h("p", { class: "sheet__about" }, "Việc chấp hành pháp luật về phòng, chống mại dâm", h("br"), "tại cơ sở kinh doanh dịch vụ"),
    openingOf(said), peopleOf(said), placeOn(said), resultsOf(said), faultsOf(said), endOf(said), signatureBlocks(signatures), receiptOnPaper(code));
}

/** The commitment on paper. */
export function commitmentSheet(said, code) {
  const { establishment: place, text: words } = said;
  const sign = (label, one) => ({ label, name: one.name, post: one.post, image: one.image, typed: one.typed });
  return h("article", { class: "sheet", lang: "vi" }, motto(), h("p", { class: "sheet__day" }, `${said.signing_place}, ${longDay(said.signed_on)}`),
    h("h2", { class: "sheet__title" }, (words.title || "Bản cam kết").toUpperCase()), h("p", { class: "sheet__about" }, words.subject),
    h("p", { class: "sheet__about" }, h("strong", {}, "Kính gửi: "), words.addressee.replace(/^Kính gửi:?\s*/, "")),
    words.legal_bases.map((basis) => p(h("em", {}, `Căn cứ ${basis};`))),
    field("Tên cơ sở", h("strong", {}, place.name)), field("Loại hình kinh doanh", place.type), field("Hình thức pháp lý", FORMS[place.form]), field("Địa chỉ", place.address),
    field("Người đại diện ký cam kết", person(said.signer.name, said.signer.post)), field("Người chịu trách nhiệm về an ninh, trật tự", place.security),
    p(words.preamble), words.undertakings.map((one, at) => p(h("strong", {}, `${at + 1}. `), one)), p(words.liability),
    p(`Bản cam kết có hiệu lực kể từ ${longDay(said.signed_on)}${said.last_day ? ` đến hết ${longDay(said.last_day)}` : ""}. ${words.closing}`),
    signatureBlocks([sign("Đại diện Ủy ban nhân dân", said.officer), sign("Đại diện cơ sở", said.signer)]), receiptOnPaper(code));
}
