"""Where each command is defined: its name, and the clause of the standard."""

from collections.abc import Mapping

V250, TS27007, TS27005, VENDOR = "V.250", "TS 27.007", "TS 27.005", "not in the standards"

_BY_STANDARD: Mapping[str, str] = {
    V250: """
        A/=5.2.4 &C=6.2.8 &D=6.2.9 &F=6.1.2 A=6.3.5 D=6.3.1 E=6.2.4 H=6.3.6 I=6.1.3 L=6.3.13 M=6.3.14 O=6.3.7
        P=6.3.3 Q=6.2.5 S=5.3.2 T=6.3.2 V=6.2.6 X=6.2.7 Z=6.1.1 +GCAP=6.1.9 +GMI=6.1.4 +GMM=6.1.5 +GMR=6.1.6
        +GSN=6.1.7 +ICF=6.2.11 +IFC=6.2.12 +IPR=6.2.10
    """,
    TS27007: """
        +CBC=8.4 +CCLK=8.15 +CCWA=7.12 +CEER=6.10 +CEREG=10.1.22 +CESQ=8.69 +CFUN=8.2 +CGACT=10.1.10
        +CGATT=10.1.9 +CGDCONT=10.1.1 +CGMI=5.1 +CGMM=5.2 +CGMR=5.3 +CGREG=10.1.20 +CGSN=5.4 +CHLD=7.13
        +CHUP=6.5 +CIMI=5.6 +CIND=8.9 +CLAC=8.37 +CLCC=7.18 +CLCK=7.4 +CLIP=7.6 +CLIR=7.7 +CMEE=9.1 +CMER=8.10
        +CNUM=7.1 +COLP=7.8 +COPS=7.3 +CPAS=8.1 +CPBF=8.13 +CPBR=8.12 +CPBS=8.11 +CPBW=8.14 +CPIN=8.3
        +CPINR=8.65 +CPOL=7.19 +CPWD=7.5 +CR=6.9 +CRC=6.11 +CREG=7.2 +CRSM=8.18 +CSCS=5.5 +CSIM=8.17
        +CBST=6.7 +CCFC=7.11 +CMOD=6.4 +CSQ=8.5 +CSSN=7.17 +CSTA=6.1 +CTZR=8.41 +CTZU=8.40 +CUSD=7.15
        +COPN=7.21 +CVHU=6.20 +FCLASS=C.2.1 +VTS=C.2.11 +WS46=5.9
    """,
    TS27005: """
        +CMGC=3.5.5 +CMGD=3.5.4 +CMGF=3.2.3 +CMGL=3.4.2 +CMGR=3.4.3 +CMGS=3.5.1 +CMGW=3.5.3 +CMMS=3.5.6
        +CMSS=3.5.2 +CNMA=3.4.4 +CNMI=3.4.1 +CPMS=3.2.2 +CRES=3.3.6 +CSAS=3.3.5
        +CSCA=3.3.1 +CSCB=3.3.4 +CSDH=3.3.3 +CSMP=3.3.2 +CSMS=3.2.1
    """,
    VENDOR: "&K=- &S=- &V=- &W=- +CCID=-",
}

CLAUSES: Mapping[str, str] = {
    name: standard if clause == "-" else f"{standard} clause {clause}"
    for standard, commands in _BY_STANDARD.items()
    for name, _, clause in (word.rpartition("=") for word in commands.split())
}
"""Commands by their names, without `AT`."""


def clause(key: str) -> str:
    """Give the clause of a command in any of its forms; nothing for one that nobody defines.

    >>> clause("+CSQ"), clause("+CREG=?"), clause("S?"), clause("+NOSUCH=")
    ('TS 27.007 clause 8.5', 'TS 27.007 clause 7.2', 'V.250 clause 5.3.2', '')
    """
    return CLAUSES.get(key.rstrip("=?"), "")
