/* How do papers write days, numbers and people? In Vietnamese, as documents/words.py and templates/documents/layout.typ. */

const WORDS = ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"];
const ZONED = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Asia/Ho_Chi_Minh", day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});

function partsOf(instant) {
  return Object.fromEntries(ZONED.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
}

const monthOf = (month) => (Number(month) < 3 ? month : String(Number(month)));

/** ngày 05 tháng 01 năm 2026 */
export function longDay(day) {
  const [year, month, date] = day.slice(0, 10).split("-");
  return `ngày ${date} tháng ${monthOf(month)} năm ${year}`;
}

/** The day of an instant, in words. */
export function dayOf(instant) {
  const { day, month, year } = partsOf(instant);
  return `ngày ${day} tháng ${monthOf(month)} năm ${year}`;
}

/** 14 giờ 05 phút */
export function hourOf(instant) {
  const { hour, minute } = partsOf(instant);
  return `${hour} giờ ${minute} phút`;
}

/** 14 giờ 05 phút, ngày 05 tháng 01 năm 2026 */
export const momentOf = (instant) => `${hourOf(instant)}, ${dayOf(instant)}`;

/** 02 (hai) */
export const counted = (number) =>
  (number >= 1 && number <= 10 ? `${String(number).padStart(2, "0")} (${WORDS[number - 1]})` : String(number));

export const shortDay = (day) => day.slice(0, 10).split("-").reverse().join("/");

export const FORMS = {
  organisation: "Tổ chức (doanh nghiệp, hợp tác xã)", household: "Hộ kinh doanh", individual: "Cá nhân kinh doanh", unknown: "Chưa xác định",
};
export const LICENCES = {
  business: "Giấy chứng nhận đăng ký kinh doanh", security: "Giấy chứng nhận đủ điều kiện về an ninh, trật tự",
  karaoke: "Giấy phép đủ điều kiện kinh doanh dịch vụ karaoke, vũ trường", fire: "Văn bản nghiệm thu về phòng cháy, chữa cháy",
  food: "Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm", alcohol: "Giấy phép bán lẻ rượu",
  lodging: "Quyết định công nhận hạng cơ sở lưu trú du lịch", other: "Giấy phép khác",
};
export const WORKERS = {
  worker_total: "Tổng số người lao động", worker_contract: "Số người có hợp đồng lao động bằng văn bản",
  worker_health_checked: "Số người được khám sức khỏe định kỳ", worker_under_18: "Số người dưới 18 tuổi",
  worker_residence: "Số người đã đăng ký cư trú theo quy định",
};
export const SIGNERS = {
  owner: "Đại diện cơ sở được kiểm tra", leader: "Đội trưởng", member: "Đội viên", witness: "Người chứng kiến", commune: "Đại diện chính quyền cấp xã",
};
export const ANSWERS = { yes: "Có", no: "Không", na: "Không áp dụng" };
export const GROUNDS = {
  plan: "Kế hoạch kiểm tra", tip: "đơn khiếu nại, tố cáo, phản ánh, kiến nghị", order: "yêu cầu của người có thẩm quyền",
  signs: "dấu hiệu vi phạm pháp luật", reinspection: "yêu cầu tái kiểm tra vi phạm chưa khắc phục xong",
};

/** Ông (bà) Nguyễn Văn An, Đội trưởng, Sở Y tế */
export const person = (name, ...more) => ["Ông (bà) " + (name || "……………"), ...more].filter(Boolean).join(", ");
