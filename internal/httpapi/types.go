package httpapi

import (
	"net/http"

	"github.com/mingtian-portal/mingtian/internal/fault"
)

// Type is a type of problem. Its page is at /problems/ and its slug.
type Type struct {
	Slug           string
	Status         int
	Title, TitleZh string
	About, AboutZh string // what to do about it, for its page
}

// The types that say more than the kind of a fault. A type is given to an error by [Type.Fault]
// or [Type.Of].
var (
	UnknownParameter = &Type{
		"unknown-parameter", http.StatusBadRequest,
		"There is no such parameter", "没有这个参数",
		"Parameters are never ignored, because a typing error would then be a wrong figure. The " +
			"errors name the nearest parameter; /v1/datasets/{dataset} lists all.",
		"接口不会忽略不认识的参数，否则一个笔误就会变成错误的数字。errors 中给出最接近的参数；" +
			"全部参数见 /v1/datasets/{dataset}。",
	}
	BadParameter = &Type{
		"bad-parameter", http.StatusBadRequest,
		"A parameter has a value that it cannot have", "参数的取值不正确",
		"Dates are like 2026-11-24, numbers have at most two decimals, codes are those of the " +
			"codelist in /v1/datasets/{dataset}.",
		"日期形如 2026-11-24，数字最多两位小数，代码见 /v1/datasets/{dataset} 中的代码表。",
	}
	BadCursor = &Type{
		"bad-cursor", http.StatusBadRequest,
		"The cursor does not belong to this query", "游标与本次查询不符",
		"A cursor is opaque and belongs to one query on one snapshot. Follow links.next as it is.",
		"游标不可改写，只属于某一快照上的某一次查询。请原样使用 links.next。",
	}
	PersonalNumber = &Type{
		"personal-number", http.StatusBadRequest,
		"That holds a personal ID number", "其中含有公民身份号码",
		"This portal does not look personal ID numbers up, show them or log them.",
		"本网站不查询、不显示、不记录公民身份号码。",
	}
	CannotOpen = &Type{
		"cannot-open", http.StatusForbidden,
		"That does not open the booking", "无法打开该预约",
		"A booking opens with its reference and the last four digits of the phone, or with the " +
			"token that comes of it. Links to a calendar file hold for an hour.",
		"预约凭预约号和手机号后四位打开，或凭由此取得的令牌打开。日历文件链接一小时内有效。",
	}
	MethodNotAllowed = &Type{
		"method-not-allowed", http.StatusMethodNotAllowed,
		"The address does not answer this method", "该地址不支持此方法",
		"The Allow header lists the methods that it answers.", "可用的方法见 Allow 响应头。",
	}
	PlaceTaken = &Type{
		"place-taken", http.StatusConflict,
		"There is no place at that time", "该时段没有名额",
		"The next free times of the same laboratory are in next; take one of them, or look at " +
			"/v1/labs/{id}/slots.",
		"next 中列出同一实验室最近的可约时间；请改约其中之一，或查看 /v1/labs/{id}/slots。",
	}
	SnapshotRetired = &Type{
		"snapshot-retired", http.StatusGone,
		"The snapshot is not kept any more", "该快照已不再保存",
		"Every snapshot is kept for seven days, the last of each day with a revision for ever. " +
			"Take the newest one, a date with as_of, or the whole file that the problem names.",
		"所有快照保留七天，有修订之日的最后一个快照永久保留。请使用最新快照、用 as_of 指定日期，" +
			"或下载问题说明中给出的整个文件。",
	}
	URITooLong = &Type{
		"uri-too-long", http.StatusRequestURITooLong,
		"The address is too long", "网址过长",
		"Use fewer filters, POST /v1/check for many codes, or take the whole file.",
		"请减少筛选条件；批量核对请用 POST /v1/check；或下载整个文件。",
	}
	BadMediaType = &Type{
		"bad-media-type", http.StatusUnsupportedMediaType,
		"The body is of a type that is not read here", "不支持的内容类型",
		"Send text/plain, one code per line, or application/json.",
		"请发送 text/plain（每行一个）或 application/json。",
	}
	AnswerTooLarge = &Type{
		"answer-too-large", http.StatusUnprocessableEntity,
		"The answer is too large to be made on request", "结果过大，无法即时生成",
		"Take the published whole file, add filters, or page through the JSON list.",
		"请下载已发布的整个文件，增加筛选条件，或用 JSON 列表分页读取。",
	}
)

// byKind are the types of faults that were given none, by kind.
var byKind = map[fault.Kind]*Type{
	fault.Internal: {
		"internal", http.StatusInternalServerError,
		"Something went wrong here", "服务器内部错误",
		"It is our mistake and has been logged under the number in instance.",
		"这是我们的错误，已按 instance 中的编号记录。",
	},
	fault.Invalid: {
		"invalid", http.StatusBadRequest, "The request is not right", "请求有误",
		"The detail and the errors say what is wrong.", "detail 与 errors 说明错在何处。",
	},
	fault.Unauthenticated: {
		"unauthenticated", http.StatusUnauthorized, "Please sign in", "请先登录",
		"Only staff need to sign in; the public API never asks for it.",
		"只有工作人员需要登录，公开接口从不要求登录。",
	},
	fault.Forbidden: {
		"forbidden", http.StatusForbidden, "That is not allowed", "没有权限",
		"Whoever is signed in may not do this.", "当前登录者无此权限。",
	},
	fault.NotFound: {
		"not-found", http.StatusNotFound, "There is nothing here", "没有找到",
		"The address or the number is not one of this portal.", "本网站没有这个地址或编号。",
	},
	fault.Gone: {
		"gone", http.StatusGone, "It was here and will not return", "已删除",
		"The entry was made in error, or was removed as the law demands. Its number is not reused.",
		"该条目系误登，或已依法删除；其编号不再使用。",
	},
	fault.Conflict: {
		"conflict", http.StatusConflict, "It has changed meanwhile", "内容已发生变化",
		"Look at the present state and try again.", "请查看最新状态后重试。",
	},
	fault.Precondition: {
		"precondition", http.StatusPreconditionFailed, "A condition does not hold", "条件不满足",
		"The detail says which.", "detail 说明是哪一条件。",
	},
	fault.Exhausted: {
		"exhausted", http.StatusTooManyRequests, "A limit is used up", "已达上限",
		"The detail says which limit, and when it begins anew.", "detail 说明是哪一上限、何时恢复。",
	},
	fault.TooLarge: {
		"too-large", http.StatusRequestEntityTooLarge, "That is too large", "内容过大",
		"Send less at once.", "请分批发送。",
	},
	fault.Unavailable: {
		"unavailable", http.StatusServiceUnavailable, "Not available at the moment", "暂时不可用",
		"Try again in a minute.", "请一分钟后再试。",
	},
}

// Types returns every type there is, in the order of their statuses.
func Types() []*Type {
	return []*Type{
		byKind[fault.Invalid], UnknownParameter, BadParameter, BadCursor, PersonalNumber,
		byKind[fault.Unauthenticated], byKind[fault.Forbidden], CannotOpen,
		byKind[fault.NotFound], MethodNotAllowed, byKind[fault.Conflict], PlaceTaken,
		byKind[fault.Gone], SnapshotRetired,
		byKind[fault.Precondition], byKind[fault.TooLarge], URITooLong, BadMediaType,
		AnswerTooLarge, byKind[fault.Exhausted], byKind[fault.Internal], byKind[fault.Unavailable],
	}
}

// Fault returns an error of the type, whose texts are safe to show. Fields name what is wrong.
func (t *Type) Fault(message, zh string, fields ...fault.Field) error {
	return t.Of(&fault.Error{Kind: t.kind(), Message: message, Zh: zh, Fields: fields})
}

// Of gives the type to an error, whose fault stays the source of the texts.
func (t *Type) Of(err error) error { return &typed{t, err} }

// kind returns the kind of fault that has the type's status, Invalid if none has it.
func (t *Type) kind() fault.Kind {
	for kind, other := range byKind {
		if other.Status == t.Status {
			return kind
		}
	}
	return fault.Invalid
}

type typed struct {
	t   *Type
	err error
}

func (e *typed) Error() string { return e.err.Error() }

func (e *typed) Unwrap() error { return e.err }
