# 导入表格
import = 导入
import-of = 导入{ $kind }
imports = 导入记录
imports-empty = 从表格导入的内容列在这里，可以整批撤销。
import-purpose = 上传文件，或粘贴复制的单元格。在您看到每一行的结果之前，不会写入任何内容。
import-file-hint = Excel（.xlsx）或 CSV，UTF-8 或 GB18030 编码，最大 { $max } MB。读取行数最多的工作表。
import-group-twice-in-file = 在文件中重复出现
import-rows = 或粘贴数据行（第一行为列标题）
import-rows-hint = 在 Excel、WPS 或 LibreOffice 中复制单元格后粘贴到这里；以逗号、分号或制表符分隔的文本也可以。最多 1 MB。
import-pasted = 粘贴的数据
import-read = 读取
import-earlier = 以往的导入
import-file = 文件
import-into = 导入到
import-count = 行数
import-line = 行
import-wrong = 问题
import-columns = 各列对应哪个字段？
import-column = 列
import-samples = 内容示例
import-to = 对应字段
import-leave-out = （不导入）
import-lines = { $n } 行
import-always = 所有新记录统一填写
import-always-hint = 必填而没有对应列的字段。
import-key = 识别依据
import-key-hint = 按此字段找到已有记录的行会更新该记录，其余的行新建记录。
import-key-none = （无：每一行都新建）
import-class-hint = 新记录对谁可见。
import-preset = 将此对应关系保存为
import-preset-hint = 下次遇到标题相同的文件时自动采用。可不填。
import-check = 试导入所有行
import-check-again = 重新试导入
import-progress = { $done } / { $total }
import-stop = 停止
import-stopped = 已由您停止。
import-go-on = 继续
import-refresh = 刷新
import-commit = 写入 { $n } 行
import-nothing = 没有需要写入的内容。
import-change-columns = 修改列的对应关系
import-see = 查看记录
import-undo = 撤销整次导入
import-undone = { $back } 条记录已恢复原状。{ $left ->
    [0] {""}
   *[other] 其中 { $left } 条此后被他人修改，这些修改予以保留。
  }
import-rejected = 未导入的行（CSV）
import-value = 文件中的值
import-instead = 改读为
import-empty-cell = 留空
import-state-mapping = 对应列
import-state-checking = 试导入中
import-state-checked = 已试导入，尚未写入
import-state-committing = 写入中
import-state-done = 已写入
import-state-undoing = 撤销中
import-state-undone = 已撤销
import-outcome-new = 新建
import-outcome-change = 更新
import-outcome-same = 无需更改
import-outcome-wrong = 未导入
import-repair-choice = 请说明每个值的含义，或将其留空。
import-repair-date = 日期请写作 2024-03-01，或说明每个值的含义。
import-repair-number = 请填写纯数字，或说明每个值的含义。
import-repair-money-format = 请填写纯数字金额，或说明每个值的含义。
import-repair-link-unknown = 请填写所指记录的编号或准确名称，或将其留空。
import-repair-required = 请在文件中补填，或为该字段指定一列。
import-repair-twice-in-file = 请从文件中删去其中一行。
import-repair-taken = 已有其他记录使用此值。可将其设为识别依据，或修改文件。
import-repair-too-long = 请在文件中缩短文字。

# 后台任务
job = 任务
jobs = 后台任务
jobs-own = 我的任务
jobs-all = 所有人的任务
jobs-empty = 导入、大型导出等在这里进行，您可以同时处理其他事务。
job-progress = 进度
job-owner = 所属
job-cancel = 停止
job-retry = 重试
job-import-check = 试导入
job-import-commit = 写入导入内容
job-import-undo = 撤销导入
job-state-queued = 等待中
job-state-running = 进行中
job-state-done = 已完成
job-state-failed = 失败
job-state-cancelled = 已停止
actions = 操作

# 批量修改
bulk-page = 全选本页
bulk-selected = 修改所选…
bulk-all = 修改全部匹配项…
bulk-pick = 选择{ $what }
bulk-heading = 批量修改：{ $n } 条{ $kind }
bulk-what = 要修改什么？
bulk-trash = 移入回收站
bulk-next = 下一步
bulk-preview = 查看将发生的更改
bulk-other = 换一个字段
bulk-changed = { $n ->
    [0] 没有需要更改的记录
   *[other] 将更改 { $n } 条
  }
bulk-same = { $n } 条已是如此。
bulk-more = 另有 { $n } 条
bulk-do = 更改 { $n } 条记录
toast-bulk = 已更改 { $what } 条记录。
toast-bulk-none = 请先选择记录。
toast-bulk-undone = { $what } 条记录已恢复原状。
toast-bulk-undone-partly = { $what } 条记录已恢复原状；此后又被修改的记录保持不变。
view-previous = 列表中上一条
view-next = 列表中下一条
copy-record = 复制为新记录
key-beside = 列表中上一条、下一条记录

# 列表设置
views = 视图
view-name = 将此列表保存为
view-keep = 保存
view-share = 同事也可使用
view-shared = 共享
view-remove = 删除{ $name }
columns = 显示列
group-by = 按此计数
group-none = （无）
toast-view-kept = 已保存为“{ $what }”。
toast-view-unnamed = 请填写名称，最多 80 个字。
toast-view-removed = 视图已删除。
edit-here = 编辑{ $what }
