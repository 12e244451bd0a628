# Installs Halfhour from the wheels beside this script; asks no network for anything.
#   powershell -ExecutionPolicy Bypass -File install.ps1 [FOLDER] [-Python C:\path\to\python.exe]
#   FOLDER: where the environment is made; halfhour-venv by default
# Plain ASCII, because Windows PowerShell 5.1 reads a file without a byte order mark in the machine's code page.
param([string]$Folder = "halfhour-venv", [string]$Python = "")
$ErrorActionPreference = "Stop"
$pythons = "@PYTHONS@".Split(" ")
# The install manager of Python would fetch one that is missing.
$env:PYTHON_MANAGER_AUTOMATIC_INSTALL = "false"

function Stop-Install([string]$Why, [int]$Code) {
    Write-Error $Why -ErrorAction Continue
    exit $Code
}

function Get-Kind([string[]]$Command) {
    # Such as "3.12 win-amd64"; nothing where the command does not answer.
    # What it says on standard error is no fault: the launcher tells there which version it lacks.
    # No per cent sign in what is asked, for python may be a batch file, which would fill it in.
    $ErrorActionPreference = "Continue"
    $more = @($Command | Select-Object -Skip 1)
    $ask = "import sys, sysconfig; print('.'.join(map(str, sys.version_info[:2])), sysconfig.get_platform())"
    try { $said = & $Command[0] @more -I -c $ask 2>$null } catch { return "" }
    if ($LASTEXITCODE -ne 0) { return "" }
    return "$said".Trim()
}

function Invoke-Step([string]$What, [string]$Program, [string[]]$Arguments) {
    # A program has failed if its exit code says so, whatever it wrote on standard error.
    $ErrorActionPreference = "Continue"
    try { & $Program @Arguments } catch { Stop-Install "$What failed: $_" 1 }
    if ($LASTEXITCODE -ne 0) { Stop-Install "$What failed with exit code $LASTEXITCODE" 1 }
}

# A backslash before the quotation mark that ends an argument would be taken for part of it.
$Folder = $Folder -replace '(?<=[^:\\/])[\\/]+$', ''

$ways = @()
if ($Python) { $ways += , @($Python) }
else {
    if (Get-Command py -CommandType Application -ErrorAction SilentlyContinue) {
        foreach ($one in $pythons) { $ways += , @("py", "-$one") }
    }
    if (Get-Command python -CommandType Application -ErrorAction SilentlyContinue) { $ways += , @("python") }
}
$found = $null
$seen = @()
foreach ($way in $ways) {
    $kind = Get-Kind $way
    if (-not $kind) { continue }
    $version, $platform = $kind -split " ", 2
    if ($platform -eq "win-amd64" -and $pythons -contains $version) { $found = $way; break }
    $seen += "$way is Python $version for $platform"
}
if (-not $found) {
    $others = ""
    if ($seen) { $others = " (" + ($seen -join "; ") + ")" }
    Stop-Install ("there is no Python $pythons for win-amd64 here" + $others +
        ": install one, or name it with -Python C:\path\to\python.exe") 2
}

Write-Output "checking the files"
$sums = Join-Path $PSScriptRoot "SHA256SUMS"
if (-not (Test-Path -LiteralPath $sums)) { Stop-Install "SHA256SUMS is missing: unpack all of the archive" 2 }
foreach ($line in Get-Content -LiteralPath $sums -Encoding UTF8) {
    $sum, $name = $line -split "  ", 2
    $file = Join-Path $PSScriptRoot $name
    if (-not (Test-Path -LiteralPath $file)) { Stop-Install "$name is missing: unpack all of the archive" 2 }
    if ((Get-FileHash -LiteralPath $file -Algorithm SHA256).Hash -ne $sum) {
        Stop-Install "$name is not what was packed: copy the archive anew" 2
    }
}

# -I and --isolated: what this machine tells Python and pip to do has no say.
Write-Output "installing into $Folder"
$more = @($found | Select-Object -Skip 1)
$inside = Join-Path $Folder "Scripts\python.exe"
Invoke-Step "making the environment" $found[0] @($more + @("-I", "-m", "venv", $Folder))
Invoke-Step "installing" $inside @(
    "-I", "-m", "pip", "--isolated", "install", "--quiet", "--disable-pip-version-check", "--no-index",
    "--find-links", (Join-Path $PSScriptRoot "wheels"), "halfhour[all]==@VERSION@"
)
# Python brings a part of that redistributable alone, without msvcp140.dll.
$needs = "the Microsoft Visual C++ Redistributable (vc_redist.x64.exe)"
Invoke-Step "loading numba, which needs $needs," $inside @("-I", "-c", "import numba")
$halfhour = Join-Path $Folder "Scripts\halfhour.exe"
Invoke-Step "the first start" $halfhour @("--version")
Write-Output "done: in a command prompt, try ""$halfhour"" demo"
