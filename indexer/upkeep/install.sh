#!/bin/sh
# 离线安装借鉴：sh install.sh [安装目录]，默认 ~/jiejian。不用网络；可以重复运行。
set -eu
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-$HOME/jiejian}

fail() { echo "$1" >&2; exit 1; }
told() { sed -n "s/^$1=//p" "$here/kit.txt"; }

echo '1/5 核对离线包…'
cd "$here"
sha256sum --check --quiet --strict SHA256SUMS >&2 || fail '离线包不完整或被改动过（见上面列出的文件）。请重新拷贝一份离线包'
listed=$(wc -l < SHA256SUMS)
held=$(find . -type f ! -path ./SHA256SUMS | wc -l)
[ "$listed" -eq "$held" ] || fail "离线包里应有 $listed 个文件，实有 $held 个。请重新拷贝一份离线包"
[ "$(uname -m)" = "$(told machine)" ] || fail "离线包是为 $(told machine) 机器做的，这台是 $(uname -m)。请在同类机器上重新制作"
python=${PYTHON:-$(command -v "python$(told python)" || command -v python3 || true)}
[ -n "$python" ] && "$python" -c "import sys, venv, ensurepip; sys.exit('%d.%d' % sys.version_info[:2] != '$(told python)')" 2>/dev/null \
  || fail "需要 Python $(told python)（带 venv）。请安装后重试，或写明其位置：PYTHON=/usr/bin/python$(told python) sh install.sh"

echo "2/5 安装程序到 $target …"
mkdir -p "$target"
target=$(cd "$target" && pwd)
unset PYTHONPATH PYTHONHOME PIP_FIND_LINKS PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_CONSTRAINT PIP_REQUIRE_VIRTUALENV 2>/dev/null || true
PIP_CONFIG_FILE=/dev/null
export PIP_CONFIG_FILE
"$python" -m venv --clear "$target/.venv"
"$target/.venv/bin/python" -m pip --disable-pip-version-check --quiet install --no-index --no-deps "$here"/wheels/*.whl

echo '3/5 放入模型…'
mkdir -p "$target/models"
for model in "$here"/models/*; do
  name=$(basename "$model")
  rm -rf "$target/models/.$name.partial"
  cp -R "$model" "$target/models/.$name.partial"
  rm -rf "$target/models/$name"
  mv "$target/models/.$name.partial" "$target/models/$name"
done

cat > "$target/jiejian" <<'COMMAND'
#!/bin/sh
# 借鉴的命令，索引、模型和档案都在这个目录里。
here=$(cd "$(dirname "$0")" && pwd)
JIEJIAN_INDEX=${JIEJIAN_INDEX:-$here/index}
JIEJIAN_HOME=${JIEJIAN_HOME:-$here/models}
HF_HUB_OFFLINE=1
export JIEJIAN_INDEX JIEJIAN_HOME HF_HUB_OFFLINE
exec "$here/.venv/bin/jiejian" "$@"
COMMAND
chmod 755 "$target/jiejian"

echo '4/5 恢复档案和索引，并自检…'
if [ "$(told archive)" = True ]; then
  "$target/jiejian" restore "$here/backup.zip" --archive "$target/archive" || fail '档案和索引没有装上，原因见上一行'
else
  "$target/jiejian" restore "$here/backup.zip" || fail '索引没有装上，原因见上一行'
fi

echo '5/5 检查…'
"$target/jiejian" doctor || fail '检查发现了问题，请按上面的办法处理'
echo
echo "已装好：$target"
[ "$(told archive)" != True ] || echo "启动网页和服务  $target/jiejian run $target/archive"
echo "检索            $target/jiejian search 医疗纠纷怎么调解"
