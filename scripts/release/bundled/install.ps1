# Installs Halfhour from the wheels beside this script; asks no network for anything.
#   powershell -ExecutionPolicy Bypass -File install.ps1 [FOLDER]
#   FOLDER: where the environment is made; halfhour-venv by default
param([string]$Folder = "halfhour-venv", [string]$Python = "")
$ErrorActionPreference = "Stop"
$pythons = "@PYTHONS@".Split(" ")

function Version-Of([string[]]$Command) {
    # A version that the launcher does not have is told on standard error, which is no fault here.
    $ErrorActionPreference = "Continue"
    $more = @($Command | Select-Object -Skip 1)
    $said = & $Command[0] @more -c "import sys; print('%d.%d' % sys.version_info[:2])" 2>$null
    if ($LASTEXITCODE -eq 0) { return "$said".Trim() }
    return ""
}

$ways = @()
if ($Python) { $ways += , @($Python) }
elseif (Get-Command py -ErrorAction SilentlyContinue) { foreach ($one in $pythons) { $ways += , @("py", "-$one") } }
if (-not $Python -and (Get-Command python -ErrorAction SilentlyContinue)) { $ways += , @("python") }
$command = $null
foreach ($way in $ways) {
    if ($pythons -contains (Version-Of $way)) { $command = $way; break }
}
if (-not $command) {
    Write-Error "there is no Python $pythons here: install one, or name it with -Python C:\path\to\python.exe" -ErrorAction Continue
    exit 2
}

Write-Output "checking the files"
foreach ($line in Get-Content (Join-Path $PSScriptRoot "SHA256SUMS")) {
    $sum, $name = $line -split "  ", 2
    $file = Join-Path $PSScriptRoot $name
    if (-not (Test-Path -LiteralPath $file) -or (Get-FileHash -LiteralPath $file -Algorithm SHA256).Hash -ne $sum) {
        Write-Error "$name is not what was packed: copy the archive anew" -ErrorAction Continue
        exit 2
    }
}

Write-Output "installing into $Folder"
$more = @($command | Select-Object -Skip 1)
& $command[0] @more -m venv $Folder
if ($LASTEXITCODE -ne 0) { exit 1 }
& "$Folder\Scripts\python.exe" -m pip install --quiet --disable-pip-version-check --no-index `
    --find-links (Join-Path $PSScriptRoot "wheels") "halfhour[all]==@VERSION@"
if ($LASTEXITCODE -ne 0) { exit 1 }
& "$Folder\Scripts\halfhour.exe" --version
Write-Output "done: try $Folder\Scripts\halfhour.exe demo"
