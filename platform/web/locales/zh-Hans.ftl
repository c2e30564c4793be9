# 页面框架
skip = 跳到正文
search = 搜索
search-results = 搜索结果
search-hint = 可输入中英文名称、拼音或编号，几个字即可。
perhaps-here-already = 可能已有记录：
nothing-found = 没有找到
other-language = English
language = 语言
theme = 浅色或深色
shortcuts = 键盘快捷键
shortcuts-off = 关闭快捷键
shortcuts-on = 打开快捷键
palette = 快速前往
palette-hint = 查找合作伙伴、需求、专家……
key-create = 在列表或看板上新建
key-edit = 编辑当前记录
key-rows = 下一行、上一行
key-move = 在看板上移动卡片
navigation = 主导航
menu = 菜单
close = 关闭
undo = 撤销
unsaved = 您填写的内容尚未保存。
my-account = 我的账号
accounts = 账号管理
log-in = 登录
log-out = 退出登录
home = 首页
to-home = 回到首页
operation = 如需求助，请提供操作编号：{ $id }
house-purpose = 企业、医院、地方和高校把需求带到这里；我们找到合适的专家与技术，并说明理由。
look-around = 随便看看
hello = { $name }，您好
menu-home = 首页

# 列表
words = 关键词
all = 全部
apply = 应用
clear = 清除条件
board = 看板
board-of = { $kind }看板
as-list = 列表
as-of = 截至
as-it-was = { $day }时的情况
as-now = 查看当前情况
reference = 编号
state = 状态
days-here = 停留时间
days = { $n ->
    [0] 今天
   *[other] { $n } 天
}
target-days = { $n ->
   *[other] 时限 { $n } 天
}
count-of = { $kind } { $n } 条
none-fit = 没有符合条件的记录
none-fit-hint = 请减少条件，或清除条件后重新查看。
none-yet = 还没有记录
pages = 翻页
previous = 上一页
next = 下一页
fictional = 虚构
show-all = 全部显示
move = 移动
column-empty = 目前没有

# 记录
edit = 编辑
editing = 编辑：{ $what }
delete = 删除
restore = 移出回收站
in-trash = 已在回收站
facts = 基本信息
beside = 步骤、备注与大事记
next-steps = 下一步
notes = 备注
note-new = 新备注
note-add = 添加备注
tags = 标签
tags-edit = 标签，用逗号隔开
chronology = 大事记
fields-changed = { $n ->
   *[other] 修改了 { $n } 项
}
effective-from = 自 { $day }起生效
system = 系统
not-for-you = （您无权查看）
yes = 是
no = 否
nothing = （空）

# 表单
required = 必填
save = 保存
cancel = 取消
reason = 原因
effective = 生效日期
effective-hint = 留空即为今天。填写更早的日期用于更正过去的情况，此前的记载仍会保留。
when-and-why = 何时生效、为何修改
class = 谁可以查看
class-hint = 公开：任何人；会员：会员企业和专家；内部：工作人员；限定：仅记录上指定的人员。
form-wrong = 请检查以下内容
in-en = 英文
in-zh = 中文
currency = 币种
version = 版本
saved-meanwhile = 其间他人已保存为：{ $value }

# 提示
toast-created = 已创建。
toast-saved = 已保存。
toast-unchanged = 没有改动。
toast-step = 已完成。
toast-moved = 已移动。
toast-reason-first = 这一步需要说明原因，请在此填写。
toast-trashed = 已移入回收站：{ $what }
toast-restored = 已移出回收站。
toast-noted = 已添加备注。
documents = 文档
documents-none = 尚无文档。
document-add = 添加文档
document-title = 标题
document-title-hint = 留空则使用文件名。
document-file = 文件
document-file-hint = PDF、Office 文档、图片、文本或 ZIP，不超过 { $max } MiB。也可以把文件拖到这里。
document-internal = 仅限工作人员
document-internal-only = 仅工作人员可见
document-internal-hint = 否则，凡能查看本记录者均可查看其文档。
document-version = 第 { $n } 版
document-version-add = 添加此版本
document-more = “{ $title }”的各个版本
document-remove = 移除此文档
document-text-waiting = 正在读取文字
document-text-read = 文字可供搜索
document-text-failed = 无法读取文字
toast-document-added = 已添加文档。
toast-document-version-added = 已添加新版本，旧版本仍保留。
toast-document-removed = 已移除：{ $what }
toast-document-restored = 文档已恢复。
toast-logged-out = 您已退出登录。
toast-password-set = 密码已设置，请用新密码登录。
toast-session-ended = 该会话已结束。

# 登录
login = 登录名
password = 密码
password-new = 新密码
password-again = 再输一次
again = 再输一次
current = 当前密码
password-current = 当前密码
password-change = 修改密码
password-hint = 至少 12 个字符。用一句只有您自己会写的话，既安全又好记。
choose-password = 设置密码
welcome-name = { $name }，欢迎您。
forgot = 忘记密码？
forgot-hint = 请输入登录名。若有此账号并留有邮箱，系统会立即发出一封带链接的邮件。
forgot-sent = 若有此账号并留有邮箱，邮件已在途中。邮件里的链接一小时内有效。
send-link = 发送链接
demo-logins = 以不同身份体验
demo-logins-hint = 本演示中的人员、企业和业务均为虚构。

# 我的账号
name = 姓名
email = 邮箱
sessions = 登录中的设备
browser = 浏览器
since = 开始于
last-seen = 最近使用
end = 结束
this-one = 当前会话

# 日期
date-day = { $year }年{ $month }{ $day }日
month-1 = 1月
month-2 = 2月
month-3 = 3月
month-4 = 4月
month-5 = 5月
month-6 = 6月
month-7 = 7月
month-8 = 8月
month-9 = 9月
month-10 = 10月
month-11 = 11月
month-12 = 12月

# 账号管理
account-new = 新建账号
account-empty = 可以登录的人员。请邀请第一位。
account-roles = 角色
account-role = 角色
account-office = 部门
account-office-hint = 仅用于按部门授予的角色。
account-person = 人员
account-organisation = 机构
account-organisations = 代表机构
account-grant = 授予角色
account-revoke = 撤销
account-link = 关联
account-unlink = 解除关联
account-disable = 停用账号
account-enable = 重新启用
account-invite = 重新发送邀请
account-invite-and-save = 新建账号并发送邀请
account-status = 状态
role = 角色
office = 部门
organisation-of-account = 机构

# 合并重复记录
merge = 合并
merge-with = 与哪条记录合并？
merge-compare = 对照
side-by-side = 并列对照
merge-parts = 列表行数
merge-links = 关联记录
merge-keep = 保留哪一条？
merge-now = 合并两条记录
merge-hint = 指向另一条记录的内容将改为指向保留的记录，保留记录所缺的内容会补上，另一条移入回收站。合并可以撤销。
merged-here = 并入本记录的记录
toast-merged = 两条记录已合并。
toast-unmerged = 两条记录已分开。
